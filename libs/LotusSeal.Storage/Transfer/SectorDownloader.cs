using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>
/// Fetches sector files from other processes' <c>/remote</c>: deadlines, bounded attempts, resume, length and digest check (protocol spec 5.5, 5.6).
/// </summary>
internal sealed class SectorDownloader : IDisposable
{
    private const long MaxDigestBytes = 4 << 20;
    private readonly SectorStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpClient _peers;
    private readonly HttpClient _outside;

    public SectorDownloader(SectorStoreOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _peers = HttpHandlers.Client(HttpHandlers.ForPeers(options.ConnectTimeout));
        _outside = HttpHandlers.Client(HttpHandlers.ForOutside(options.ConnectTimeout));
    }

    /// <summary>
    /// Downloads to a temporary place and makes it durable; on failure of a file its partial content stays for the next attempt. Each source is
    /// tried once, then each again: the old address of a restarted process costs one refused connection. One that brings bytes is gone on with.
    /// </summary>
    /// <returns>The source that gave it.</returns>
    /// <exception cref="StorageException">No source can be read, or they sent something wrong.</exception>
    /// <exception cref="IOException">The disk here cannot be written.</exception>
    public async Task<DownloadSource> DownloadAsync(IReadOnlyList<DownloadSource> sources, DownloadTarget target,
        CancellationToken cancellationToken)
    {
        List<SourceAttempts> left = [.. sources.Select(source => new SourceAttempts(source))];
        List<StorageException> failures = [];
        for (int round = 1; left.Count > 0; round++)
        {
            foreach (SourceAttempts attempts in left.ToArray())
            {
                if (await TryAsync(attempts, target, cancellationToken)) return attempts.Source;
                if (attempts.Failure is not { } failure) continue;
                _logger.AttemptBroke(attempts.Count, attempts.Source.PublicUrl, failure.Message);
                failures.Add(failure);
                left.Remove(attempts);
            }

            if (left.Count > 0) await PauseAsync(round, cancellationToken);
        }

        throw failures.Count == 1 ? failures[0]
            : new StorageException(failures[^1].Fault, string.Join("; ", failures.Select(failure => failure.Message)), failures[^1]);
    }

    /// <summary>Asks the holder of a URL to delete its copies, except in the paths to keep.</summary>
    /// <exception cref="StorageException">It did not answer 200.</exception>
    public async Task DeleteAsync(string url, IReadOnlyCollection<string> keepPathIds, CancellationToken cancellationToken)
    {
        string target = keepPathIds.Count == 0 ? url : $"{url}?keep={string.Join('.', keepPathIds.Select(Uri.EscapeDataString))}";
        string asked = DownloadSource.WithoutSecrets(url);
        using HttpRequestMessage request = Request(HttpMethod.Delete, target, null);
        try
        {
            using HttpResponseMessage response = await SendAsync(_peers, request, _options.RequestTimeout, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new StorageException(StorageFault.Transfer, $"DELETE {asked} was answered {(int)response.StatusCode}");
        }
        catch (TransferInterruptedException e)
        {
            throw new StorageException(StorageFault.Transfer, $"DELETE {asked} failed: {e.Message}", e);
        }
    }

    /// <summary>Asks the holder of a URL of an unsealed file whether all its data are valid; false too when it cannot be asked.</summary>
    public async Task<bool> HasAllDataAsync(string url, ulong sectorSize, CancellationToken cancellationToken)
    {
        PoRepConfig config = Enum.GetValues<RegisteredSealProof>().Select(PoRepConfig.ForProof).First(one => one.SectorSize == sectorSize);
        string question = string.Create(CultureInfo.InvariantCulture, $"{url}/{(int)config.RegisteredProof!}/allocated/0/{config.DataSize.Bytes}");
        using HttpRequestMessage request = Request(HttpMethod.Get, question, null);
        try
        {
            using HttpResponseMessage response = await SendAsync(_peers, request, _options.ConnectTimeout, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (TransferInterruptedException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _peers.Dispose();
        _outside.Dispose();
    }

    /// <summary>Tries one source, and again as long as each attempt brings more bytes than the one before.</summary>
    /// <returns>False when it did not give the file; <see cref="SourceAttempts.Failure"/> says so when it is not to be asked again.</returns>
    private async Task<bool> TryAsync(SourceAttempts attempts, DownloadTarget target, CancellationToken cancellationToken)
    {
        DownloadSource source = attempts.Source;
        SectorDownload download = new(target, source.PublicUrl, _options.StallTimeout);
        while (true)
        {
            long before = download.Received;
            attempts.Count++;
            try
            {
                await AttemptAsync(source, target, download, cancellationToken);
                return true;
            }
            catch (TransferInterruptedException e) when (attempts.Count < _options.MaxAttempts)
            {
                _logger.AttemptBroke(attempts.Count, source.PublicUrl, e.Message);
                if (download.Received <= before) return false;
            }
            catch (TransferInterruptedException e)
            {
                if (target.IsFolder) download.Discard();
                string message = $"downloading {source.PublicUrl} failed {attempts.Count} times: {e.Message}";
                attempts.Failure = new StorageException(StorageFault.Transfer, message, e);
                return false;
            }
            catch (StorageException e)
            {
                // Wrong content is of no use to a later attempt.
                download.Discard();
                attempts.Failure = e;
                return false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full disk wants its space back.
                download.Discard();
                throw;
            }

            await PauseAsync(attempts.Count, cancellationToken);
        }
    }

    private Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(_options.RetryDelay * Math.Min(30, 1 << Math.Min(attempt - 1, 5)), _time, cancellationToken);

    private async Task AttemptAsync(DownloadSource source, DownloadTarget target, SectorDownload download, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, source.Url, source.Headers);
        request.Headers.TryAddWithoutValidation(FileDigest.HeaderName, FileDigest.Algorithm);
        if (!target.IsFolder) download.AddRange(request);
        using HttpResponseMessage response = await SendAsync(ClientOf(source), request, _options.ConnectTimeout, cancellationToken);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && download.IsResuming)
        {
            download.Discard();
            throw new TransferInterruptedException("the source has another file now");
        }

        EnsureUsable(response, source.PublicUrl, target.IsFolder);
        bool ours = response.Headers.TryGetValues(FileDigest.HeaderName, out IEnumerable<string>? values) && values.Contains(FileDigest.Algorithm);
        if (target.IsFolder) await download.ReceiveFolderAsync(response, ours, cancellationToken);
        else await download.ReceiveFileAsync(response, ours, cancellationToken);
        if (ours) download.Compare(await DigestsAsync(source, cancellationToken));
        download.Complete();
    }

    private static void EnsureUsable(HttpResponseMessage response, string source, bool isFolder)
    {
        int status = (int)response.StatusCode;
        if (status is 429 or 502 or 503 or 504) throw new TransferInterruptedException($"the source answered {status}");
        if (status != 200 && !(status == 206 && !isFolder))
            throw new StorageException(StorageFault.Transfer, $"downloading {source}: the source answered {status}, not 200");
        string expected = isFolder ? "application/x-tar" : "application/octet-stream";
        string type = response.Content.Headers.ContentType?.MediaType ?? "none";
        if (type != expected) throw new StorageException(StorageFault.Transfer, $"downloading {source}: content type {type}, expected {expected}");
    }

    private async Task<FileDigest[]> DigestsAsync(DownloadSource source, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, $"{source.Url}/{FileDigest.Algorithm}", source.Headers);
        using HttpResponseMessage response = await SendAsync(ClientOf(source), request, _options.RequestTimeout, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new TransferInterruptedException($"the source answered {(int)response.StatusCode} when asked for the digest");
        try
        {
            using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(_options.RequestTimeout);
            await response.Content.LoadIntoBufferAsync(MaxDigestBytes, deadline.Token);
            byte[] body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            FileDigest?[] digests = JsonSerializer.Deserialize(body, TransferJsonContext.Default.FileDigestArray) ?? [];
            if (digests.Any(digest => digest?.Name is null || digest.Sha256 is null))
                throw new TransferInterruptedException("the digest of the source makes no sense");
            return digests!;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferInterruptedException($"the digest of the source did not come within {_options.RequestTimeout.TotalSeconds:0.#} s", e);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            throw new TransferInterruptedException($"the digest of the source cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A source that comes with headers of its own is somewhere outside; every other one is the <c>/remote</c> of a peer.</summary>
    private HttpClient ClientOf(DownloadSource source) => source.Headers is null ? _peers : _outside;

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, TimeSpan limit,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferInterruptedException($"no answer within {limit.TotalSeconds:0.#} s", e);
        }
        catch (HttpRequestException e)
        {
            throw new TransferInterruptedException(e.Message, e);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string url, HeaderEntry[]? headers)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw new StorageException(StorageFault.BadRequest, $"'{DownloadSource.WithoutSecrets(url)}' is no http or https URL");
        HttpRequestMessage request = new(method, uri);
        if (headers is null)
        {
            if (_options.Token() is { Length: > 0 } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return request;
        }

        foreach (HeaderEntry header in headers) request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return request;
    }
}
