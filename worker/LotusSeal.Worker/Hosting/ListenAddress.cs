using System.Net;
using System.Net.Sockets;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Worker.Hosting;

/// <summary>The worker's host and port: bound exactly, and advertised as it was written (protocol spec 1.6).</summary>
internal sealed class ListenAddress : IDisposable
{
    private readonly string _host;
    private Socket? _bound;

    private ListenAddress(string host, Socket bound) => (_host, _bound, EndPoint) = (host, bound, (IPEndPoint)bound.LocalEndPoint!);

    /// <summary>The bound address.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The host as it was written and the bound port.</summary>
    public HostPort HostPort => new(_host, EndPoint.Port);

    /// <summary>What other processes fetch sector files from.</summary>
    public string RemoteUrl => $"http://{HostPort}/remote";

    /// <summary>What the miner calls back.</summary>
    public string RpcUrl => $"http://{HostPort}/rpc/v0";

    /// <summary>Resolves and binds.</summary>
    /// <exception cref="WorkerStartException">The text is no host and port, the name does not resolve, or the port is taken.</exception>
    public static async Task<ListenAddress> BindAsync(string listen, CancellationToken cancellationToken)
    {
        try
        {
            (string host, int port) = HostPort.Parse(listen);
            IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal]
                : await Dns.GetHostAddressesAsync(host, cancellationToken);
            IPAddress address = addresses.OrderBy(candidate => candidate.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).FirstOrDefault()
                ?? throw new WorkerStartException($"listen address {listen}: the host has no address");
            return new ListenAddress(host, Bind(new IPEndPoint(address, port)));
        }
        catch (Exception e) when (e is SocketException or FormatException)
        {
            throw new WorkerStartException($"listen address {listen}: {e.Message}", e);
        }
    }

    /// <summary>A socket bound to the address, for a server that takes it over: the first one, or a new one after that was closed.</summary>
    public Socket TakeSocket() => Interlocked.Exchange(ref _bound, null) ?? Bind(EndPoint);

    /// <inheritdoc/>
    public void Dispose() => _bound?.Dispose();

    private static Socket Bind(IPEndPoint endPoint)
    {
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // What is accepted inherits it: a peer that loses power in the middle of a stream is noticed.
            KeepAlive.TurnOn(socket);
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
