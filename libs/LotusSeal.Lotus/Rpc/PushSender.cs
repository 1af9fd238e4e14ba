using System.Net;
using LotusSeal.Lotus.Api;

namespace LotusSeal.Lotus.Rpc;

/// <summary>The sending half of a push: HEAD until the method reads, then POST of the bytes (protocol spec 2.7).</summary>
internal sealed class PushSender : IDisposable
{
    private const int MaxRedirects = 8;
    private readonly Uri _base;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _closed = new();
    private bool _isDisposed;

    public PushSender(ApiInfo info, RpcClientOptions options)
    {
        Uri rpc = info.ToHttp().ToRpcUrl();
        string path = rpc.AbsolutePath[..^"rpc/v0".Length] + "rpc/streams/v0/push/";
        _base = new UriBuilder(rpc) { Path = path, Query = "" }.Uri;
        _http = HttpHandlers.Client(HttpHandlers.ForPeers(options.ConnectTimeout, options.TrustedAuthorities));
    }

    /// <summary>Sends in the background; a failure also shows on the reading side, which the call or its task reports.</summary>
    public void Start(PushReader reader) => reader.Completes(Task.Run(() => SendAsync(reader), CancellationToken.None));

    /// <summary>Breaks off what is being sent; may be called again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        _closed.Cancel();
        _http.Dispose();
        _closed.Dispose();
    }

    private async Task<bool> SendAsync(PushReader reader)
    {
        try
        {
            CancellationToken closed = _closed.Token;
            Uri? target = await AskAsync(new Uri(_base, reader.Id.ToString("D")), closed);
            if (target is null) return false;
            using HttpRequestMessage post = new(HttpMethod.Post, target) { Content = new BorrowedContent(reader.Source) };
            using HttpResponseMessage answer = await _http.SendAsync(post, closed);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Where to POST to, or null when the bytes are not wanted.</summary>
    private async Task<Uri?> AskAsync(Uri target, CancellationToken closed)
    {
        for (int redirects = 0; redirects < MaxRedirects; redirects++)
        {
            using HttpRequestMessage head = new(HttpMethod.Head, target) { Content = new ByteArrayContent([]) };
            head.Content.Headers.ContentType = new("application/octet-stream");
            using HttpResponseMessage answer = await _http.SendAsync(head, closed);
            if (answer.StatusCode == HttpStatusCode.OK) return target;
            if (answer.StatusCode != HttpStatusCode.Redirect || answer.Headers.Location is not { } location) return null;
            target = new Uri(target, location);
        }

        return null;
    }

    /// <summary>A body that leaves its stream open.</summary>
    private sealed class BorrowedContent : HttpContent
    {
        private readonly Stream _stream;

        public BorrowedContent(Stream stream)
        {
            _stream = stream;
            Headers.ContentType = new("application/octet-stream");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _stream.CopyToAsync(stream);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            _stream.CopyToAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = _stream.CanSeek ? _stream.Length - _stream.Position : 0;
            return _stream.CanSeek;
        }
    }
}
