using System.Net.Sockets;

namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// Connects with TCP keep-alive every 30 s, as Go does (protocol spec 2.4). Calls without a deadline depend on it: a peer whose machine is gone
/// sends nothing that would end them.
/// </summary>
internal static class KeptAliveConnection
{
    private const int IdleSeconds = 30;
    private const int ProbeSeconds = 15;
    private const int Probes = 4;

    public static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
