using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>
/// Stands between the operator and a miner or worker and notes what passes: JSON-RPC over HTTP and over WebSockets, and plain requests.
/// </summary>
internal sealed class RpcProxy : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private readonly WebApplication _app;
    private readonly RpcNotes _notes;
    private readonly IPEndPoint _target;

    private RpcProxy(WebApplication app, IPEndPoint target, RpcNotes notes) => (_app, _target, _notes) = (app, target, notes);

    /// <summary>Where it listens.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Starts one.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="target">Where what it gets goes.</param>
    /// <param name="notes">Told what passes.</param>
    public static async Task<RpcProxy> StartAsync(IPEndPoint listen, IPEndPoint target, RpcNotes notes)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(listen));
        WebApplication app = builder.Build();
        RpcProxy proxy = new(app, target, notes);
        // The operator gives up a connection on which nothing comes for 30 s.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(5) });
        app.Run(proxy.PassAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task PassAsync(HttpContext context) => context.WebSockets.IsWebSocketRequest ? PassSocketAsync(context) : PassRequestAsync(context);

    private async Task PassRequestAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        if (body.Length > 0) _notes.Request(body);
        else _notes.Path(context.Request.Path);
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), $"http://{_target}{context.Request.Path}");
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        try
        {
            using HttpResponseMessage answer = await Http.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            // Nobody listens there: as if nobody listened here.
            context.Abort();
        }
    }

    private async Task PassSocketAsync(HttpContext context)
    {
        using ClientWebSocket far = new();
        far.Options.SetRequestHeader("Authorization", context.Request.Headers.Authorization.ToString());
        await far.ConnectAsync(new Uri($"ws://{_target}{context.Request.Path}"), context.RequestAborted);
        using WebSocket near = await context.WebSockets.AcceptWebSocketAsync();
        string? waiting = null;
        Task requests = PumpAsync(near, far, text => waiting = _notes.Request(text) ?? waiting, context.RequestAborted);
        Task answers = PumpAsync(far, near, text =>
        {
            if (waiting is null) return;
            _notes.Answered(text, waiting);
            waiting = null;
        }, context.RequestAborted);
        await Task.WhenAny(requests, answers);
        if (waiting is not null) _notes.Lost();
        far.Abort();
        near.Abort();
        await Task.WhenAll(requests, answers);
    }

    private static async Task PumpAsync(WebSocket from, WebSocket to, Action<string> note, CancellationToken stop)
    {
        byte[] buffer = new byte[64 << 10];
        using MemoryStream message = new();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await from.ReceiveAsync(buffer.AsMemory(), stop);
                if (part.MessageType == WebSocketMessageType.Close) return;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                note(Encoding.UTF8.GetString(message.ToArray()));
                await to.SendAsync(message.ToArray(), part.MessageType, endOfMessage: true, stop);
                message.SetLength(0);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }
}
