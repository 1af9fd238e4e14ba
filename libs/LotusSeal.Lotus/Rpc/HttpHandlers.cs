using System.Security.Cryptography.X509Certificates;

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
    /// <param name="authorities">The only ones that certificates may be of; null for those of the system.</param>
    public static SocketsHttpHandler ForPeers(TimeSpan connectTimeout, X509Certificate2Collection? authorities = null)
    {
        SocketsHttpHandler handler = New(connectTimeout);
        handler.UseProxy = false;
        handler.AllowAutoRedirect = false;
        if (authorities is not null) handler.SslOptions.CertificateChainPolicy = TrustIn(authorities);
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

    /// <summary>The name in the certificate is checked as always: a chain policy says nothing of it, a callback of one's own would.</summary>
    private static X509ChainPolicy TrustIn(X509Certificate2Collection authorities)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

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
