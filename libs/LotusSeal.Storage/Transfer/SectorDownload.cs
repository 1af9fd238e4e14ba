using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>The local end of one download over all its attempts: what is there already, and what the bytes must be.</summary>
internal sealed class SectorDownload
{
    private const int BufferSize = 1 << 20;
    private const long SyncEvery = 1L << 30;
    private const int MaxBehindEnd = 1 << 20;

    private readonly string _target;
    private readonly string _source;
    private readonly long _maxLength;
    private readonly TimeSpan _stallTimeout;
    private readonly List<FileDigest> _received = [];
    private ResumeRecord? _record;
    private long _have;
    private bool _isOthers;

    /// <param name="target">What is filled; a partial file there is gone on with when it is of this source, and kept until this one answers.</param>
    /// <param name="source">The URL without secrets.</param>
    /// <param name="stallTimeout">Longest time without a byte.</param>
    public SectorDownload(DownloadTarget target, string source, TimeSpan stallTimeout)
    {
        (_target, _source, _maxLength, _stallTimeout) = (target.Place, source, target.MaxLength, stallTimeout);
        _record = ResumeRecord.Read(_target);
        if (_record is not null && IsUsable(_record)) _have = _record.Durable;
        else if (_record is not null && _record.Url != _source) (_record, _isOthers) = (null, true);
        else Discard();
    }

    /// <summary>Bytes of a file that are here.</summary>
    public long Received => _have;

    public bool IsResuming => _record is not null && _have > 0;

    /// <summary>Forgets everything received from this source.</summary>
    public void Discard()
    {
        if (_isOthers) return;
        SectorFolder.Delete(_target);
        ResumeRecord.Delete(_target);
        (_record, _have) = (null, 0);
        _received.Clear();
    }

    /// <summary>Asks for the rest only, on condition that the source is unchanged.</summary>
    public void AddRange(HttpRequestMessage request)
    {
        if (!IsResuming) return;
        // All of it but the digest that follows: the last byte again costs less than everything.
        _have = Math.Min(_have, _record!.Length - 1);
        if (_have <= 0) return;
        request.Headers.Range = new RangeHeaderValue(_have, null);
        if (_record.LastModified is { } modified) request.Headers.IfRange = new RangeConditionHeaderValue(modified);
    }

    /// <summary>Receives a file, from the start (200) or from where the last attempt broke (206).</summary>
    public async Task ReceiveFileAsync(HttpResponseMessage response, bool withDigest, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.PartialContent) EnsureSameFile(response);
        else Begin(response);
        bool whole = _have == 0;
        using IncrementalHash? hash = withDigest && whole ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        FileStream file = new(_target, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        await using (file)
        {
            file.SetLength(_have);
            file.Position = _have;
            try
            {
                await CopyAsync(body, file, hash, cancellationToken);
                Sync(file);
            }
            catch (Exception e) when (e is TransferInterruptedException or OperationCanceledException)
            {
                // Noted for the next attempt, of this process or of one started later.
                Sync(file);
                throw;
            }
        }

        if (_record is not null && _have != _record.Length) throw new TransferInterruptedException($"got {_have} of {_record.Length} bytes");
        _received.Clear();
        if (withDigest) _received.Add(await DigestAsync(hash, cancellationToken));
    }

    /// <summary>Receives an archive into a new folder, taking only the names of cache files (protocol spec 5.5).</summary>
    public async Task ReceiveFolderAsync(HttpResponseMessage response, bool withDigest, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_target);
        HashSet<string> names = [];
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        StallGuardStream guarded = new(body, _stallTimeout);
        await using (guarded)
        {
            try
            {
                UstarReader archive = new(guarded);
                while (await archive.NextAsync(cancellationToken) is { } name)
                {
                    if (!CacheFileNames.TryGetLimit(name, out long limit))
                        throw Wrong($"the archive has an entry '{name}', which is no cache file");
                    if (!names.Add(name)) throw Wrong($"the archive has '{name}' twice");
                    if (archive.Size > limit) throw Wrong($"'{name}' has {archive.Size} bytes, allowed are {limit}");
                    await ExtractAsync(guarded, name, archive.Size, withDigest, cancellationToken);
                }

                await ReadToEndAsync(guarded, cancellationToken);
            }
            catch (InvalidDataException e)
            {
                throw Wrong(e.Message, e);
            }
        }

        AtomicFile.FlushFolder(_target);
    }

    /// <summary>Compares what was received with what the source says it has.</summary>
    public void Compare(FileDigest[] expected)
    {
        if (_received.ToHashSet().SetEquals(expected)) return;
        IEnumerable<FileDigest> different = _received.Except(expected).Concat(expected.Except(_received));
        string wrong = string.Join(", ", different.Select(digest => digest.Name.Length == 0 ? "the file" : digest.Name).Distinct());
        Discard();
        throw new TransferInterruptedException($"the digest of {wrong} differs from the source's");
    }

    /// <summary>The target is whole: what was noted for resuming goes.</summary>
    public void Complete()
    {
        ResumeRecord.Delete(_target);
        AtomicFile.FlushFolder(Path.GetDirectoryName(_target)!);
    }

    private bool IsUsable(ResumeRecord record) =>
        record.Url == _source && !Directory.Exists(_target) && record.Durable >= 0 && record.Durable <= record.Length
        && record.Durable <= new FileInfo(_target).Length;

    private StorageException Wrong(string what, Exception? cause = null) => new(StorageFault.Transfer, $"downloading {_source}: {what}", cause);

    private void Begin(HttpResponseMessage response)
    {
        _isOthers = false;
        Discard();
        if (response.Content.Headers.ContentLength is not { } length) return;
        if (length > _maxLength) throw Wrong($"{length} bytes announced, at most {_maxLength} are possible");
        _record = new ResumeRecord(_source, length, response.Content.Headers.LastModified, 0);
    }

    private void EnsureSameFile(HttpResponseMessage response)
    {
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        bool same = _record is not null && range?.From == _have && range.Length == _record.Length
            && response.Content.Headers.LastModified == _record.LastModified;
        if (same) return;
        Discard();
        throw new TransferInterruptedException("the source answered with another part or another file");
    }

    private async Task CopyAsync(Stream body, FileStream file, IncrementalHash? hash, CancellationToken cancellationToken)
    {
        StallGuardStream guarded = new(body, _stallTimeout);
        await using (guarded)
        {
            byte[] buffer = new byte[BufferSize];
            long synced = _have;
            for (int read; (read = await guarded.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (_have + read > (_record?.Length ?? _maxLength)) throw Wrong("more bytes than announced or possible");
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                hash?.AppendData(buffer, 0, read);
                _have += read;
                if (_have - synced < SyncEvery) continue;
                Sync(file);
                synced = _have;
            }
        }
    }

    private void Sync(FileStream file)
    {
        file.Flush(flushToDisk: true);
        if (_record is null) return;
        _record = _record with { Durable = _have };
        _record.Write(_target);
    }

    private async Task<FileDigest> DigestAsync(IncrementalHash? hash, CancellationToken cancellationToken)
    {
        // A resumed file is read back: only so the part of earlier attempts is covered.
        byte[] value = hash?.GetHashAndReset() ?? (await VerifiedCopy.DigestAsync(_target, cancellationToken)).Hash;
        return new FileDigest("", _have, Convert.ToHexStringLower(value));
    }

    // Reading to the end tells a cut connection from a short archive. Writers of tar fill up to their block size, and no more can be meant.
    private async Task ReadToEndAsync(Stream archive, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxBehindEnd + 1];
        int read = await archive.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (read == buffer.Length) throw Wrong($"the archive goes on for more than {MaxBehindEnd} bytes behind its end");
    }

    private async Task ExtractAsync(Stream archive, string name, long size, bool withDigest, CancellationToken cancellationToken)
    {
        using IncrementalHash? hash = withDigest ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        FileStream file = new(Path.Combine(_target, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0,
            FileOptions.Asynchronous);
        await using (file)
        {
            if (!await ExactCopy.CopyAsync(archive, file, size, hash, cancellationToken))
                throw new InvalidDataException($"the archive is cut inside '{name}'");
            file.Flush(flushToDisk: true);
        }

        if (hash is not null) _received.Add(new FileDigest(name, size, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }
}
