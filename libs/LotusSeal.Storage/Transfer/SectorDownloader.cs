using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
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
    private readonly HttpClient _http;
    private readonly bool _ownsClient;

    public SectorDownloader(SectorStoreOptions options, TimeProvider time, ILogger logger, HttpClient? http)
    {
        (_options, _time, _logger) = (options, time, logger);
        _ownsClient = http is null;
        _http = http
            ?? new HttpClient(new SocketsHttpHandler
            {
                ConnectTimeout = options.ConnectTimeout,
                UseCookies = false,
                ActivityHeadersPropagator = null
            })
            { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Downloads to a temporary place and makes it durable; on failure of a file its partial content stays for the next attempt.</summary>
    /// <param name="url">Source.</param>
    /// <param name="headers">Headers to send, or null for the store's own token.</param>
    /// <param name="temporary">File or folder to fill, in a <c>fetching</c> folder.</param>
    /// <param name="isFolder">An archive is expected and unpacked.</param>
    /// <param name="maxLength">Greatest length of a file.</param>
    /// <param name="cancellationToken">Ends the transfer at once.</param>
    /// <exception cref="StorageException">The source cannot be read, or sent something wrong.</exception>
    /// <exception cref="IOException">The disk here cannot be written.</exception>
    public async Task DownloadAsync(string url, HeaderEntry[]? headers, string temporary, bool isFolder, long maxLength,
        CancellationToken cancellationToken)
    {
        string source = WithoutSecrets(url);
        SectorDownload download = new(temporary, source, maxLength, _options.StallTimeout);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await AttemptAsync(url, headers, download, isFolder, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (TransferInterruptedException e) when (attempt < _options.MaxAttempts)
            {
                _logger.LogWarning("Attempt {Attempt} to download {Url} broke: {Reason}", attempt, source, e.Message);
            }
            catch (TransferInterruptedException e)
            {
                if (isFolder) download.Discard();
                throw new StorageException($"downloading {source} failed {attempt} times: {e.Message}", e);
            }
            catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
            {
                // Wrong content is of no use to a later attempt, and a full disk wants its space back.
                download.Discard();
                throw;
            }

            TimeSpan pause = _options.RetryDelay * Math.Min(30, 1 << Math.Min(attempt - 1, 5));
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the holder of a URL to delete its copies, except in the paths to keep.</summary>
    /// <exception cref="StorageException">It did not answer 200.</exception>
    public async Task DeleteAsync(string url, IReadOnlyCollection<string> keepPathIds, CancellationToken cancellationToken)
    {
        string target = keepPathIds.Count == 0 ? url : $"{url}?keep={string.Join('.', keepPathIds.Select(Uri.EscapeDataString))}";
        using HttpRequestMessage request = Request(HttpMethod.Delete, target, null);
        try
        {
            using HttpResponseMessage response = await SendAsync(request, _options.RequestTimeout, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new StorageException($"DELETE {WithoutSecrets(url)} was answered {(int)response.StatusCode}");
        }
        catch (TransferInterruptedException e)
        {
            throw new StorageException($"DELETE {WithoutSecrets(url)} failed: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        if (_ownsClient) _http.Dispose();
    }

    private async Task AttemptAsync(string url, HeaderEntry[]? headers, SectorDownload download, bool isFolder, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, url, headers);
        request.Headers.TryAddWithoutValidation(FileDigest.HeaderName, FileDigest.Algorithm);
        if (isFolder) download.Discard();
        else download.AddRange(request);
        using HttpResponseMessage response = await SendAsync(request, _options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && download.IsResuming)
        {
            download.Discard();
            throw new TransferInterruptedException("the source has another file now");
        }

        EnsureUsable(response, download.Source, isFolder);
        bool ours = response.Headers.TryGetValues(FileDigest.HeaderName, out IEnumerable<string>? values) && values.Contains(FileDigest.Algorithm);
        if (isFolder) await download.ReceiveFolderAsync(response, ours, cancellationToken).ConfigureAwait(false);
        else await download.ReceiveFileAsync(response, ours, cancellationToken).ConfigureAwait(false);
        if (ours) download.Compare(await DigestsAsync(url, headers, cancellationToken).ConfigureAwait(false));
        download.Complete();
    }

    private static void EnsureUsable(HttpResponseMessage response, string source, bool isFolder)
    {
        int status = (int)response.StatusCode;
        if (status is 429 or 502 or 503 or 504) throw new TransferInterruptedException($"the source answered {status}");
        if (status != 200 && !(status == 206 && !isFolder))
            throw new StorageException($"downloading {source}: the source answered {status}, not 200");
        string expected = isFolder ? "application/x-tar"
            : "application/octet-stream", type = response.Content.Headers.ContentType?.MediaType ?? "none";
        if (type != expected) throw new StorageException($"downloading {source}: content type {type}, expected {expected}");
    }

    private async Task<FileDigest[]> DigestsAsync(string url, HeaderEntry[]? headers, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, $"{url}/{FileDigest.Algorithm}", headers);
        using HttpResponseMessage response = await SendAsync(request, _options.RequestTimeout, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new TransferInterruptedException($"the source answered {(int)response.StatusCode} when asked for the digest");
        try
        {
            using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(_options.RequestTimeout);
            await response.Content.LoadIntoBufferAsync(MaxDigestBytes, deadline.Token).ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false);
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

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
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
            throw new StorageException($"'{WithoutSecrets(url)}' is no http or https URL");
        HttpRequestMessage request = new(method, uri);
        if (headers is null)
        {
            if (!string.IsNullOrEmpty(_options.Token)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.Token);
            return request;
        }

        foreach (HeaderEntry header in headers) request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return request;
    }

    // A query may carry a signature; it does not belong into messages.
    private static string WithoutSecrets(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? UrlText.WithoutSecrets(uri) : url.Split('?', 2)[0];
}
