using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Storage;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Registers with a miner of v0.3.0: its WebSocket to the worker, seen as the <c>Closing</c> channel, is its heartbeat. A worker of that time had to
/// be restarted by hand when the miner was; this one registers again, and asks now and then whether the miner is still where it was: a WebSocket
/// whose other end has lost power looks well for minutes.
/// </summary>
internal sealed class V0Registration(
    IV0MinerApi miner, V0Connection connection, StorageControl storage, Registration registration, ILogger<V0Registration> logger)
{
    /// <summary>Looks without a channel after which the miner is taken to have died before it opened one.</summary>
    private const int LooksWithoutChannel = 6;

    private ApiInfo? _seen = registration.Miner.Where.Known;

    /// <summary>What was logged last of that which goes on.</summary>
    private string? _told;

    /// <summary>Registers, waits until the miner is lost, and registers again, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string url = "ws" + registration.RpcUrl["http".Length..];
        bool again = false;
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
                _told = null;
                registration.Miner.HasMoved(ref _seen);
                string why = await WatchAsync(cancellationToken);
                registration.Link.NotReady($"the miner {why}, registering again");
                logger.MinerLost($"it {why}");
            }
            catch (Exception e) when (IsRefused(e) || IsUnreachable(e, cancellationToken))
            {
                string reason = registration.Reason(e);
                registration.Link.NotReady(reason);
                if (IsNews(reason)) logger.RegistrationFailed(reason);
                await registration.Miner.FollowAsync();
            }

            await Task.Delay(registration.Timings.MinerRetry, cancellationToken);
        }
    }

    /// <summary>Ends when this worker has to register again.</summary>
    /// <returns>What the miner did.</returns>
    private async Task<string> WatchAsync(CancellationToken cancellationToken)
    {
        int without = 0;
        while (true)
        {
            await Task.WhenAny(connection.Lost, Task.Delay(registration.Timings.Heartbeat, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (connection.Lost.IsCompleted) return "closed its connection to this worker";
            await LookAsync(cancellationToken);
            if (registration.Miner.HasMoved(ref _seen)) return "has another address or token";
            without = connection.IsOpen ? 0 : without + 1;
            if (without >= LooksWithoutChannel) return "has not opened its channel to this worker";
        }
    }

    /// <summary>Asks whether the miner answers; one that does not may come back while its WebSocket holds.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await miner.VersionAsync(cancellationToken);
            if (_told is not null) logger.MinerBack();
            _told = null;
            registration.Link.Ready();
        }
        catch (Exception e) when (IsRefused(e) || IsUnreachable(e, cancellationToken))
        {
            string reason = registration.Reason(e);
            registration.Link.NotReady($"the miner does not answer: {reason}");
            if (IsNews(reason)) logger.MinerLost(reason);
        }
    }

    private static bool IsRefused(Exception error) => error is RpcException or StorageException;

    private static bool IsUnreachable(Exception error, CancellationToken stopping) => !stopping.IsCancellationRequested
        && error is RpcTransportException or HttpRequestException or OperationCanceledException or IOException;

    private bool IsNews(string reason)
    {
        bool news = reason != _told;
        _told = reason;
        return news;
    }
}
