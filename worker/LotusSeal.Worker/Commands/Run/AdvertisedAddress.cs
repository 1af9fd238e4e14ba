using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Run;

/// <summary>Where the miner is told to call, which is also where the worker listens (protocol spec 1.6).</summary>
internal static class AdvertisedAddress
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1), AttemptLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Replaces the wildcard address by the local address of a connection to the miner: what the miner can reach is the way back.
    /// Unlike Lotus this works with every way of finding the miner and with host names.
    /// </summary>
    /// <param name="listen">Value of <c>--listen</c>.</param>
    /// <param name="miner">The miner's URL.</param>
    /// <param name="timeout">How long to try; the miner may start later than the worker.</param>
    /// <param name="retry">Told why an attempt failed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CommandException">The miner could not be reached in time.</exception>
    public static async Task<string> ResolveAsync(string listen, Uri miner, TimeSpan timeout, Action<string>? retry,
        CancellationToken cancellationToken)
    {
        HostPort written = HostPort.Parse(listen);
        if (written.Host is not ("0.0.0.0" or "::")) return written.ToString();
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                IPAddress local = await LocalAddressTowardsAsync(miner, cancellationToken);
                return new HostPort(local.ToString(), written.Port).ToString();
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                string reason = e is SocketException ? e.Message : $"no connection within {AttemptLimit.TotalSeconds} s";
                if (Stopwatch.GetElapsedTime(start) + RetryDelay >= timeout)
                    throw new CommandException($"--listen {listen}: cannot find out this worker's address, "
                        + $"the miner at {miner.Host}:{miner.Port} does not answer: {reason}", e);
                retry?.Invoke($"Connecting to miner API at {miner.Host}:{miner.Port}... ({reason})");
            }

            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    private static async Task<IPAddress> LocalAddressTowardsAsync(Uri miner, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AttemptLimit);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(miner.DnsSafeHost, miner.Port, limit.Token);
        IPAddress address = ((IPEndPoint)socket.LocalEndPoint!).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
