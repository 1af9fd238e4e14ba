using LotusSeal.Lotus.Api;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Makes clients of API interfaces.</summary>
public static class RpcClient
{
    /// <summary>
    /// A client of one interface over a connection of its own: POST for http and https, a WebSocket for ws and wss. The proxy can be cast to
    /// <see cref="IAsyncDisposable"/> to close it. Several interfaces over one connection: <see cref="RpcConnection.Open"/>.
    /// </summary>
    /// <remarks>
    /// A call throws <see cref="RpcException"/> when the peer answered with an error, <see cref="RpcTransportException"/> when there is no answer
    /// (then the method may have run or not), <see cref="OperationCanceledException"/> when the caller's token was cancelled.
    /// </remarks>
    public static TApi Create<TApi>(ApiInfo info, RpcClientOptions? options = null)
        where TApi : class => RpcConnection.Open(info, options).As<TApi>();
}
