using System.Net;
using System.Net.Sockets;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>Ports for processes that must keep theirs over several lives.</summary>
internal static class LoopbackPort
{
    /// <summary>A port that nobody listens on now.</summary>
    public static int Free()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
