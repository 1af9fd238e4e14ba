using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Storage;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Registers with a miner of v0.3.0: its WebSocket to the worker, seen as the <c>Closing</c> channel, is the heartbeat. A worker of that time had to
/// be restarted by hand when the miner was; this one registers again.
/// </summary>
internal sealed class V0Registration(
    IV0MinerApi miner, V0Connection connection, StorageControl storage, Registration registration, ILogger<V0Registration> logger)
{
    /// <summary>Registers, waits until the miner drops the connection, and registers again, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string url = "ws" + registration.RpcUrl["http".Length..];
        bool again = false;
        string? told = null;
        while (true)
        {
            try
            {
                // A miner that was restarted has an empty index; one that only lost the connection takes the same paths again.
                if (again) await storage.AnnounceAgainAsync(cancellationToken);
                again = true;
                connection.Expect();
                await miner.WorkerConnectAsync(url, cancellationToken);
                registration.Link.Ready();
                registration.Metrics.Registered();
                logger.Registered(url, Guid.Empty);
                told = null;
                await connection.Lost.WaitAsync(cancellationToken);
                registration.Link.NotReady("the miner closed its connection, registering again");
                logger.MinerLost("it closed its connection to this worker");
            }
            catch (Exception e) when (e is RpcException or RpcTransportException or StorageException)
            {
                string reason = registration.Reason(e);
                registration.Link.NotReady(reason);
                if (reason != told) logger.RegistrationFailed(reason);
                told = reason;
                if (registration.Miner.Follow()) logger.MinerMoved(registration.Miner.Where.Known!.ToString());
            }

            await Task.Delay(registration.Timings.MinerRetry, cancellationToken);
        }
    }
}
