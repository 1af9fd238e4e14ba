using System.Net;
using System.Net.Sockets;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// The worker's host and port: bound exactly, and advertised as it was written (protocol spec 1.6). A wildcard is bound at once, so that probes are
/// answered on every interface from the start; what to advertise instead of it is known when the miner was found.
/// </summary>
internal sealed class ListenAddress : IDisposable
{
    private string? _host;
    private Socket? _bound;

    private ListenAddress(string? host, Socket bound) => (_host, _bound, EndPoint) = (host, bound, (IPEndPoint)bound.LocalEndPoint!);

    /// <summary>The bound address.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Whether a wildcard is bound and nothing to advertise is known yet.</summary>
    public bool NeedsHost => _host is null;

    /// <summary>What others call: the host as it was written, or what stands for the wildcard, and the bound port.</summary>
    public HostPort HostPort => new(_host ?? throw new InvalidOperationException("The address to advertise is not known yet."), EndPoint.Port);

    /// <summary>Where commands on this machine reach the worker.</summary>
    public IPEndPoint LocalEndPoint
    {
        get
        {
            IPAddress address = EndPoint.Address;
            if (address.Equals(IPAddress.Any)) address = Advertised ?? IPAddress.Loopback;
            else if (address.Equals(IPAddress.IPv6Any)) address = Advertised ?? IPAddress.IPv6Loopback;
            return new IPEndPoint(address, EndPoint.Port);
        }
    }

    /// <summary>What other processes fetch sector files from.</summary>
    public string RemoteUrl => $"http://{HostPort}/remote";

    /// <summary>What the miner calls back.</summary>
    public string RpcUrl => $"http://{HostPort}/rpc/v0";

    private IPAddress? Advertised => IPAddress.TryParse(_host, out IPAddress? address) ? address : null;

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
            return new ListenAddress(IsWildcard(address) ? null : host, Bind(new IPEndPoint(address, port)));
        }
        catch (Exception e) when (e is SocketException or FormatException)
        {
            throw new WorkerStartException($"listen address {listen}: {e.Message}", e);
        }
    }

    /// <summary>What is advertised instead of the wildcard.</summary>
    public void Advertise(IPAddress address) => _host = address.ToString();

    /// <summary>The socket bound to the address, for the one server that takes it over.</summary>
    public Socket TakeSocket() => Interlocked.Exchange(ref _bound, null) ?? throw new InvalidOperationException($"{EndPoint} is served already.");

    /// <inheritdoc/>
    public void Dispose() => _bound?.Dispose();

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static Socket Bind(IPEndPoint endPoint)
    {
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // [::] stands for all interfaces of both families.
            if (endPoint.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
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
