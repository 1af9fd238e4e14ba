using System.Globalization;
using System.Net.Sockets;

namespace LotusSeal.Worker.Cores;

/// <summary>A core that no other worker of this machine takes as long as this exists, or its process does.</summary>
/// <remarks>
/// Two threads that are bound to one core have half of it each, for hours, where others are idle. The claim is a name of the system's abstract
/// sockets: it needs no folder, and ends with the process. It reaches as far as the network namespace: containers with networks of their own
/// do not see each other, so theirs must be kept apart by their CPUs.
/// </remarks>
internal sealed class CoreClaim : IDisposable
{
    /// <summary>Before the number of the core.</summary>
    public const string Names = "lotus-seal-worker/label-core/";

    private readonly Socket _socket;

    private CoreClaim(Socket socket) => _socket = socket;

    /// <summary>Claims a core; null when another worker has it.</summary>
    /// <param name="names">What the name begins with.</param>
    /// <param name="core">The core.</param>
    public static CoreClaim? TryTake(string names, ProcessorCore core)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0{names}{core.Threads.First}")));
            return new CoreClaim(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
