using LotusSeal.Lotus.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// Serves API interfaces as go-jsonrpc does, over POST and WebSocket (protocol spec 2). All interfaces are added before it serves.
/// Handlers run on the thread pool; the token they get is cancelled when the caller hangs up, so a task that is to outlive its call must not use it.
/// </summary>
public sealed class RpcServer
{
    private readonly RpcServerOptions _options;
    private readonly PushStreams _streams;
    private readonly RpcDispatcher _dispatcher;
    private readonly RequestAuthorizer _authorizer;

    /// <summary>Creates a server without methods.</summary>
    public RpcServer(ITokenVerifier verifier, RpcServerOptions? options = null)
    {
        _options = options ?? new RpcServerOptions();
        _streams = new PushStreams(_options);
        _dispatcher = new RpcDispatcher(_options, _streams);
        _authorizer = new RequestAuthorizer(verifier);
    }

    /// <summary>Adds the methods of an interface, those that it inherits included.</summary>
    /// <exception cref="ArgumentException">A method is already served.</exception>
    public RpcServer Serve<TApi>(TApi implementation)
        where TApi : class
    {
        ArgumentNullException.ThrowIfNull(implementation);
        foreach (RpcMethod method in RpcMethod.Of(typeof(TApi))) _dispatcher.Add(method, implementation);
        return this;
    }

    /// <summary>Maps <c>/rpc/v0</c>, <c>/rpc/streams/v0/push/{uuid}</c> and the answer to paths that nobody serves.</summary>
    public void MapTo(WebApplication app) => Map(app, () => this);

    /// <summary>As <see cref="MapTo"/>, for a server whose place another takes later: asked for with each request.</summary>
    public static void Map(WebApplication app, Func<RpcServer> current)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(current);
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = current()._options.KeepAliveInterval,
            KeepAliveTimeout = Timeout.InfiniteTimeSpan,
        });
        app.Map("/rpc/v0", (RequestDelegate)(context => current().HandleAsync(context, app.Lifetime.ApplicationStopping)));
        app.Map("/rpc/streams/v0/push/{id}", (RequestDelegate)(context =>
            current()._streams.HandleAsync(context, (string)context.Request.RouteValues["id"]!, app.Lifetime.ApplicationStopping)));
        app.MapFallback("{*path}", AnswerNotFoundAsync);
    }

    /// <summary>Every path that nobody serves is answered as Go's default server does.</summary>
    private static async Task AnswerNotFoundAsync(HttpContext context)
    {
        byte[] text = "404 page not found\n"u8.ToArray();
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    private async Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        Permission? granted = await _authorizer.AuthorizeAsync(context, _options.WithoutToken, context.RequestAborted);
        if (granted is not { } permission)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.ContentLength = 0;
            return;
        }

        RpcOrigin origin = new(permission, Peer(context), context.WebSockets.IsWebSocketRequest);
        if (origin.IsWebSocket)
        {
            using ServerSocket socket = new(_dispatcher, _options, origin);
            await socket.RunAsync(context, stopping);
            return;
        }

        await new PostHandler(_dispatcher, _options, origin).RunAsync(context);
    }

    private static System.Net.IPEndPoint? Peer(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? new(address, context.Connection.RemotePort) : null;
}
