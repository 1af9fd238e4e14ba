using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>One POST per call (protocol spec 2.4); nothing is retried.</summary>
internal sealed class HttpConnection : RpcConnection
{
    private readonly HttpClient _http;
    private volatile ApiInfo _peer;
    private PushSender _pushes;
    private long _lastId;

    public HttpConnection(ApiInfo info, RpcClientOptions options)
        : base(options)
    {
        _peer = info;
        _pushes = new PushSender(info, options);
        SocketsHttpHandler handler = HttpHandlers.ForPeers(options.ConnectTimeout, options.TrustedAuthorities);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(10);
        handler.MaxConnectionsPerServer = 100;
        handler.ConnectCallback = EarlyAnswerStream.ConnectAsync;
        _http = HttpHandlers.Client(handler);
    }

    private protected override PushSender Pushes => _pushes;

    public override void PointTo(ApiInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        _peer = info;
        // What was being pushed went to a process that is gone.
        Interlocked.Exchange(ref _pushes, new PushSender(info, Options)).Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        _pushes.Dispose();
        return ValueTask.CompletedTask;
    }

    internal override IAsyncEnumerable<T> StreamAsync<T>(RpcMethod method, object?[] arguments, CancellationToken cancellationToken) =>
        throw new RpcException(RpcCodes.MethodNotFound, $"method '{method.WireName}' not supported in this mode (no out channel support)");

    private protected override async Task<T?> ExchangeAsync<T>(RpcMethod method, object?[] arguments, ProgressDeadline deadline)
        where T : default
    {
        RpcId id = RpcId.Of(Interlocked.Increment(ref _lastId));
        RpcFrame frame = RpcFrames.Request(id, method.WireName, arguments);
        (HttpStatusCode status, byte[] answer) = await PostAsync(method.Name, frame, deadline);
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = LotusJson.Options.MaxDepth });
            RpcResponse response = RpcResponse.Read(document.RootElement)
                ?? throw new RpcTransportException($"{method.Name}: the answer is not a JSON-RPC answer");
            if (response.Id != id && (response.Error is null || !response.Id.IsNone))
                throw new RpcTransportException($"{method.Name}: the answer carries the id of another request");
            return response.ResultAs<T>(method.Name);
        }
        catch (JsonException e)
        {
            // A page of a proxy, or a peer that broke: the status says more than the text does.
            HttpStatusCode? failure = status is HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError ? status : null;
            throw new RpcTransportException($"{method.Name}: the answer is not JSON: {e.Message}", e) { Status = failure };
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Answer)> PostAsync(string method, RpcFrame frame, ProgressDeadline deadline)
    {
        ApiInfo peer = _peer;
        Uri url = peer.ToRpcUrl();
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, url) { Content = new FrameContent(frame, deadline.Renew) };
            if (peer.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage response =
                await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if ((int)response.StatusCode is (< 200 or >= 300) and not (400 or 500))
            {
                throw new RpcTransportException($"{method}: request failed, http status {(int)response.StatusCode} {response.StatusCode}")
                {
                    Status = response.StatusCode,
                };
            }

            return (response.StatusCode, await ReadAsync(method, response, deadline));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
        {
            throw new RpcTransportException($"{method}: {UrlText.WithoutSecrets(url)}: {e.Message}", e);
        }
    }

    private async Task<byte[]> ReadAsync(string method, HttpResponseMessage response, ProgressDeadline deadline)
    {
        if (response.Content.Headers.ContentLength > Options.MaxResponseBytes) throw TooLarge(method);
        using Stream stream = await response.Content.ReadAsStreamAsync(deadline.Token);
        using MemoryStream collected = new((int)(response.Content.Headers.ContentLength ?? 4096));
        byte[] buffer = new byte[16384];
        for (int count; (count = await stream.ReadAsync(buffer, deadline.Token)) > 0;)
        {
            deadline.Renew();
            if (collected.Length + count > Options.MaxResponseBytes) throw TooLarge(method);
            collected.Write(buffer, 0, count);
        }

        return collected.ToArray();
    }

    private RpcTransportException TooLarge(string method) => new($"{method}: the answer is larger than {Options.MaxResponseBytes} bytes");
}
