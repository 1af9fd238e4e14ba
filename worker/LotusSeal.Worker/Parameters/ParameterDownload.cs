using System.Net;
using System.Net.Http.Headers;
using LotusSeal.Lotus.Text;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Parameters;

/// <summary>Brings the bytes of one parameter file into its unfinished file, which a later run goes on with.</summary>
internal sealed class ParameterDownload
{
    // The largest published file has 57 GiB. A gateway that never ends must not fill the disk.
    private const long MaxLength = 256L << 30;
    private const long GoodProgress = 64L << 20;
    private const int BufferSize = 1 << 20;

    private readonly HttpClient _http;
    private readonly IFileSystemProbe _disk;
    private readonly ParameterFetcherOptions _options;
    private readonly string _unfinished;
    private readonly Uri _source;
    private readonly Action<string> _report;
    private readonly FetchProgress _progress;

    public ParameterDownload(HttpClient http, IFileSystemProbe disk, ParameterFetcherOptions options, string gateway, ParameterFile file,
        string unfinished, Action<string> report)
    {
        (_http, _disk, _options, _unfinished, _report) = (http, disk, options, unfinished, report);
        _source = SourceOf(gateway, file.Cid);
        _progress = new FetchProgress(file.Name, options.ProgressInterval, report);
    }

    /// <summary>The source without what may be secret in it.</summary>
    public string Source => _source.GetComponents(UriComponents.Scheme | UriComponents.HostAndPort | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Downloads what is missing, over several attempts, and makes it durable. The content is not checked here.</summary>
    /// <exception cref="ParameterException">The gateway refuses, stays away, or sends more than can be.</exception>
    /// <exception cref="IOException">The disk cannot be written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            long before = Have();
            try
            {
                await AttemptAsync(before, cancellationToken);
                return;
            }
            catch (TransferBrokenException e)
            {
                // A large file over a poor line breaks often; only attempts that bring nearly nothing are counted.
                if (Have() - before >= GoodProgress) attempt = 1;
                if (attempt >= _options.MaxAttempts) throw new ParameterException($"fetching {Source} failed {attempt} times: {e.Message}", e);
                _report($"fetching {Source} broke after {SizeText.Format(Have())}: {e.Message}; trying again");
            }

            await Task.Delay(_options.RetryDelay * Math.Min(30, 1 << Math.Min(attempt - 1, 5)), cancellationToken);
        }
    }

    private static Uri SourceOf(string gateway, string cid)
    {
        // Plainly put together, as Lotus does: 'https://host/?arg=' is a gateway too.
        bool valid = Uri.TryCreate(gateway + cid, UriKind.Absolute, out Uri? source) && source.Scheme is "http" or "https";
        return valid ? source! : throw new ParameterException("a gateway is not an http or https URL");
    }

    private long Have()
    {
        FileInfo file = new(_unfinished);
        return file.Exists ? file.Length : 0;
    }

    private async Task AttemptAsync(long have, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, _source);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        // Nothing behind what is there: a run was stopped between the last byte and the check, which now tells whether it is right.
        if (have > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return;
        long start = StartOf(response, have);
        long? total = response.Content.Headers.ContentLength + start;
        if (total > MaxLength) throw new ParameterException($"fetching {Source}: {total} bytes announced, more than any parameter file has");
        EnsureSpace(response.Content.Headers.ContentLength, start, have);
        FileStream file = new(_unfinished, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        await using (file)
        {
            file.SetLength(start);
            file.Position = start;
            await ReceiveAsync(response, file, total, cancellationToken);
            file.Flush(flushToDisk: true);
        }
    }

    private long StartOf(HttpResponseMessage response, long have)
    {
        int status = (int)response.StatusCode;
        switch (status)
        {
            case 200:
                return 0; // the gateway knows no ranges
            case 206 when have > 0:
                if (response.Content.Headers.ContentRange is { Unit: "bytes" } range && range.From == have) return have;
                File.Delete(_unfinished);
                throw new TransferBrokenException("the gateway answered with another range than the one asked for");
            case 408 or 429 or >= 500:
                throw new TransferBrokenException($"the gateway answered {status}");
            default:
                throw new ParameterException(
                    $"fetching {Source}: the gateway answered {status}{(have == 0 && status == 206 ? " without being asked for a range" : "")}");
        }
    }

    private void EnsureSpace(long? incoming, long start, long have)
    {
        string folder = Path.GetDirectoryName(_unfinished)!;
        // A start anew gives back first what is there.
        long free = _disk.Space(folder).Available + (have - start);
        if (incoming > free)
            throw new ParameterException(
                $"fetching {Source}: {SizeText.Format(incoming.Value)} do not fit into {folder}, which has {SizeText.Format(free)} free");
    }

    private async Task ReceiveAsync(HttpResponseMessage response, FileStream file, long? total, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using (body)
        {
            byte[] buffer = new byte[BufferSize];
            while (true)
            {
                stall.CancelAfter(_options.StallTimeout);
                int read = await GuardAsync(() => body.ReadAsync(buffer, stall.Token).AsTask(),
                    $"no byte for {_options.StallTimeout.TotalSeconds:0.#} s", cancellationToken);
                if (read == 0) break;
                stall.CancelAfter(Timeout.InfiniteTimeSpan); // a slow disk is not a stalled gateway
                if (file.Position + read > MaxLength) throw new ParameterException($"fetching {Source}: more bytes than any parameter file has");
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                _progress.Advance(read, file.Position, total);
            }
        }

        if (total is long expected && file.Position != expected) throw new TransferBrokenException($"got {file.Position} of {expected} bytes");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.AnswerTimeout);
        return await GuardAsync(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token),
            $"no answer within {_options.AnswerTimeout.TotalSeconds:0.#} s", cancellationToken);
    }

    // Tells faults of the network from those of the local disk, which another attempt does not mend.
    private static async Task<T> GuardAsync<T>(Func<Task<T>> network, string late, CancellationToken cancellationToken)
    {
        try
        {
            return await network();
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferBrokenException(late, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TransferBrokenException(e.Message, e);
        }
    }
}

/// <summary>A transfer broke in a way that another attempt may mend.</summary>
internal sealed class TransferBrokenException(string message, Exception? innerException = null) : Exception(message, innerException);
