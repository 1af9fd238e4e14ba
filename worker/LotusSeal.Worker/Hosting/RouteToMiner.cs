using System.Net;
using System.Net.Sockets;

namespace LotusSeal.Worker.Hosting;

/// <summary>The address under which the miner can reach this worker, when none was written (protocol spec 1.6).</summary>
internal static class RouteToMiner
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1), AttemptLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The local address of a connection to the miner: what the miner can be reached from is the way back. Unlike Lotus this works with every way of
    /// finding the miner and with host names.
    /// </summary>
    /// <param name="miner">The miner's URL, read again before each attempt.</param>
    /// <param name="timeout">How long to try.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="WorkerStartException">There was no connection in time.</exception>
    public static async Task<IPAddress> LocalAddressAsync(Func<Task<Uri>> miner, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Uri target = await miner();
            try
            {
                return await ConnectAsync(target, cancellationToken);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                string reason = e is SocketException ? e.Message : $"no connection within {AttemptLimit.TotalSeconds} s";
                if (TimeProvider.System.GetElapsedTime(start) + RetryDelay >= timeout)
                {
                    throw new WorkerStartException("cannot find out this worker's address towards the miner at "
                        + $"{target.Host}:{target.Port}: {reason}; give it with --listen HOST:PORT", e);
                }
            }

            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    private static async Task<IPAddress> ConnectAsync(Uri miner, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AttemptLimit);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(miner.DnsSafeHost, miner.Port, limit.Token);
        IPAddress address = ((IPEndPoint)socket.LocalEndPoint!).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
