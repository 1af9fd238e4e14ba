namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// Makes every HTTP client of this program, and the handler below it and below every WebSocket. Here it is decided who may stand in between: what
/// goes to a miner, a worker or a <c>/remote</c> carries a token and goes straight there, whatever <c>http_proxy</c>, <c>HTTPS_PROXY</c> or
/// <c>ALL_PROXY</c> say; what comes from the world outside (pieces by URL, sectors sealed elsewhere, parameter files) goes through the proxy of the
/// environment.
/// </summary>
public static class HttpHandlers
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(90);

    /// <summary>For miners and workers: no proxy, no redirect, no cookies.</summary>
    /// <param name="connectTimeout">Time to establish a connection.</param>
    public static SocketsHttpHandler ForPeers(TimeSpan connectTimeout)
    {
        SocketsHttpHandler handler = New(connectTimeout);
        handler.UseProxy = false;
        handler.AllowAutoRedirect = false;
        return handler;
    }

    /// <summary>For the world outside: the proxy of the environment, and redirects.</summary>
    /// <param name="connectTimeout">Time to establish a connection.</param>
    public static SocketsHttpHandler ForOutside(TimeSpan connectTimeout)
    {
        SocketsHttpHandler handler = New(connectTimeout);
        handler.MaxAutomaticRedirections = 5;
        return handler;
    }

    /// <summary>A client on such a handler; it has no time limit of its own, each call brings its deadline.</summary>
    /// <param name="handler">Becomes the client's and is disposed of with it.</param>
    public static HttpClient Client(SocketsHttpHandler handler) => new(new ConnectionFaultHandler(handler)) { Timeout = Timeout.InfiniteTimeSpan };

    private static SocketsHttpHandler New(TimeSpan connectTimeout) => new()
    {
        ConnectTimeout = connectTimeout,
        ConnectCallback = KeepAlive.ConnectAsync,
        PooledConnectionIdleTimeout = IdleTimeout,
        UseCookies = false,
        // The requests of a Lotus peer carry no tracing header.
        ActivityHeadersPropagator = null,
    };
}
