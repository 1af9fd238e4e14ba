using System.Net;
using System.Net.Sockets;

namespace LotusSeal.Testing;

/// <summary>Ports that must be known before the process that listens on them starts.</summary>
public static class LoopbackPort
{
    // Below the range that the system takes ports for outgoing connections from, so that none of these can take it in between.
    private const int First = 12_000, End = 32_000;

    /// <summary>A port that nobody listens on now.</summary>
    public static int Free()
    {
        while (true)
        {
            int port = Random.Shared.Next(First, End);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody's; another one will do.
            }
        }
    }
}
