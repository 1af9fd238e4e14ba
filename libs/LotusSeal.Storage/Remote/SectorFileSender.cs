using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LotusSeal.Primitives.Durability;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LotusSeal.Storage;

/// <summary>Writes sector files and cache folders as HTTP answers; remembers digests for peers of our own kind.</summary>
internal sealed class SectorFileSender
{
    private readonly DigestCache _digests = new();

    public async Task SendFileAsync(HttpContext context, string path)
    {
        FileInfo file = FileTarget.Of(path);
        if (!file.Exists) throw new FileNotFoundException("the file vanished", path);
        DateTimeOffset modified = new(file.LastWriteTimeUtc.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        HttpResponse response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        response.GetTypedHeaders().LastModified = modified;
        bool withDigest = WantsDigest(context);
        if (!TryRange(context, file.Length, modified, out long start, out long count))
        {
            await RefuseRangeAsync(context, file.Length);
            return;
        }

        bool whole = start == 0 && count == file.Length;
        if (!whole || context.Request.Headers.Range.Count > 0 && count > 0 && IsPartial(context, modified))
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{start + count - 1}/{file.Length}");
        }

        response.ContentType = "application/octet-stream";
        response.ContentLength = count;
        if (whole && withDigest) await CopyAsync(context, file, withDigest);
        else await response.SendFileAsync(file.FullName, start, count, context.RequestAborted);
    }

    /// <summary>Sends a folder as a proper flat archive, chunked.</summary>
    public async Task SendFolderAsync(HttpContext context, string path)
    {
        // Lotus answers a range on a folder with an error, and a peer that resumes must not get the start twice.
        if (context.Request.Headers.Range.Count > 0) throw new StorageException(StorageFault.BadRequest, "a folder has no ranges");
        FileInfo[] files = [.. FilesOf(path)];
        bool withDigest = WantsDigest(context);
        context.Response.ContentType = "application/x-tar";
        foreach (FileInfo file in files)
        {
            await context.Response.Body.WriteAsync(UstarWriter.Header(file.Name, file.Length, file.LastWriteTimeUtc), context.RequestAborted);
            await CopyAsync(context, file, withDigest);
            await context.Response.Body.WriteAsync(new byte[UstarWriter.PaddingOf(file.Length)], context.RequestAborted);
        }

        await context.Response.Body.WriteAsync(UstarWriter.End, context.RequestAborted);
    }

    public async Task<FileDigest[]> DigestsAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path)) return [await _digests.OfAsync("", FileTarget.Of(path), cancellationToken)];
        List<FileDigest> digests = [];
        foreach (FileInfo file in FilesOf(path)) digests.Add(await _digests.OfAsync(file.Name, file, cancellationToken));
        return [.. digests];
    }

    private static bool WantsDigest(HttpContext context)
    {
        if (context.Request.Headers[FileDigest.HeaderName] != FileDigest.Algorithm) return false;
        context.Response.Headers[FileDigest.HeaderName] = FileDigest.Algorithm;
        return true;
    }

    /// <summary>The files of a folder that a receiver takes; temporaries and other names end the transfer at a Lotus node.</summary>
    private static IEnumerable<FileInfo> FilesOf(string path)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (!CacheFileNames.TryGetLimit(entry.Name, out _)) continue;
            yield return entry is FileInfo { LinkTarget: null } file ? file
                : throw new StorageException(StorageFault.Damaged, $"{entry.FullName} is no regular file");
        }
    }

    private static bool IsPartial(HttpContext context, DateTimeOffset modified)
    {
        RangeConditionHeaderValue? condition = context.Request.GetTypedHeaders().IfRange;
        return condition is null || condition.LastModified == modified;
    }

    // One range is served as such; several, or one in another unit, as the whole file.
    private static bool TryRange(HttpContext context, long length, DateTimeOffset modified, out long start, out long count)
    {
        (start, count) = (0, length);
        if (context.Request.GetTypedHeaders().Range is not { Ranges.Count: 1 } header || header.Unit != "bytes" || !IsPartial(context, modified))
            return true;
        RangeItemHeaderValue range = header.Ranges.First();
        if (range.From is { } from)
        {
            start = from;
            count = Math.Min(range.To ?? long.MaxValue - 1, length - 1) - from + 1;
            return from < length;
        }

        count = Math.Min(range.To ?? 0, length);
        start = length - count;
        return count > 0;
    }

    private static async Task RefuseRangeAsync(HttpContext context, long length)
    {
        byte[] body = Encoding.ASCII.GetBytes("invalid range: failed to overlap\n");
        HttpResponse response = context.Response;
        response.Headers.Remove(HeaderNames.AcceptRanges);
        response.Headers.Remove(HeaderNames.LastModified);
        response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task CopyAsync(HttpContext context, FileInfo file, bool withDigest)
    {
        using IncrementalHash? hash = withDigest ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (stream)
        {
            if (!await ExactCopy.CopyAsync(stream, context.Response.Body, file.Length, hash, context.RequestAborted))
                throw new IOException($"{file.FullName} became shorter while it was sent");
        }

        if (hash is not null) _digests.Remember(file, hash);
    }
}
