using System.Net.Sockets;

namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// TCP keep-alive after 30 s of silence, as Go does (protocol spec 2.4). Calls and streams without a deadline depend on it: a peer whose machine is
/// gone sends nothing that would end them. Such a connection breaks after a minute and a half.
/// </summary>
public static class KeepAlive
{
    private const int IdleSeconds = 30;
    private const int ProbeSeconds = 15;
    private const int Probes = 4;

    /// <summary>Turns it on; what a listening socket accepts inherits it.</summary>
    public static void TurnOn(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }

    /// <summary>A <see cref="SocketsHttpHandler.ConnectCallback"/> whose connections have it.</summary>
    internal static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            TurnOn(socket);
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
