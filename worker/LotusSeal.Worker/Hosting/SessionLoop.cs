using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Storage;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tasks;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Registers with the miner and watches its session (protocol spec 4.2). When the miner was restarted, storage is declared again at once, and
/// WorkerConnect follows when no task runs any more and its results were sent (protocol spec 10.3): the new miner would otherwise count free
/// resources that are not.
/// </summary>
internal sealed class SessionLoop(
    IMinerApi miner, ISectorStore store, TaskRunner runner, ResultDelivery delivery, Registration registration, ILogger<SessionLoop> logger)
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);
    private Guid _minerSession;
    private bool _registered;
    private bool _storageStale;
    private bool _lost;

    /// <summary>The first registration; a refusal is final, a miner that does not answer is waited for.</summary>
    /// <exception cref="WorkerStartException">The miner refused.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _minerSession = await SessionAsync(cancellationToken);
                await RegisterAsync(cancellationToken);
                return;
            }
            catch (RpcException e)
            {
                throw new WorkerStartException($"the miner refused this worker: {e.Message}", e);
            }
            catch (Exception e) when (IsUnreachable(e, cancellationToken))
            {
                Lost(e);
                await Task.Delay(registration.Timings.MinerRetry, cancellationToken);
            }
        }
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        bool first = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!first) await WaitAsync(cancellationToken);
                first = false;
                await CheckAsync(cancellationToken);
            }
            catch (RpcException e)
            {
                registration.Link.NotReady(e.Message);
                logger.RegistrationFailed(e.Message);
            }
            catch (StorageException e)
            {
                registration.Link.NotReady(e.Message);
                logger.RegistrationFailed(e.Message);
            }
            catch (Exception e) when (IsUnreachable(e, cancellationToken))
            {
                Lost(e);
            }
        }
    }

    private static bool IsUnreachable(Exception error, CancellationToken stopping) =>
        !stopping.IsCancellationRequested && error is RpcTransportException or HttpRequestException or OperationCanceledException or IOException;

    private static async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CallLimit);
        return await call(limit.Token);
    }

    /// <summary>Sleeps until the next check; wakes at once when the last task ends that a registration waits for.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource wake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pause = Task.Delay(registration.Timings.Heartbeat, wake.Token);
        bool waitsForTasks = !_registered && !_storageStale && !runner.IsQuiet;
        await Task.WhenAny(pause, waitsForTasks ? runner.WaitQuietAsync(wake.Token) : pause);
        await wake.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        Guid session = await SessionAsync(cancellationToken);
        if (_lost)
        {
            _lost = false;
            delivery.Hurry();
            if (session == _minerSession && _registered)
            {
                logger.MinerBack();
                registration.Link.Ready();
            }
        }

        if (session != _minerSession)
        {
            logger.MinerRestarted(_minerSession, session);
            registration.Link.NotReady("the miner was restarted, registering again");
            (_minerSession, _registered, _storageStale) = (session, false, true);
        }

        if (_storageStale)
        {
            await store.AnnounceAgainAsync(cancellationToken);
            _storageStale = false;
            if (!runner.IsQuiet) logger.WaitingForTasks(runner.Jobs().Count);
        }

        if (!_registered && runner.IsQuiet) await RegisterAgainAsync(cancellationToken);
    }

    private async Task RegisterAgainAsync(CancellationToken cancellationToken)
    {
        using (CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            patience.CancelAfter(registration.Timings.DeliveryPatience);
            try
            {
                await delivery.AttemptAllAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // A result that the miner does not take must not keep this worker out for ever; it is tried again as always.
            }
        }

        await RegisterAsync(cancellationToken);
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        Guid session = await SessionAsync(cancellationToken);
        if (session != _minerSession)
        {
            (_minerSession, _storageStale) = (session, true);
            return;
        }

        await LimitedAsync(async limited =>
        {
            await miner.WorkerConnectAsync(registration.RpcUrl, limited);
            return true;
        }, cancellationToken);
        (_registered, _lost) = (true, false);
        registration.Link.Ready();
        registration.Metrics.Registered();
        logger.Registered(registration.RpcUrl, session);
    }

    private Task<Guid> SessionAsync(CancellationToken cancellationToken) => LimitedAsync(miner.SessionAsync, cancellationToken);

    private void Lost(Exception error)
    {
        registration.Link.NotReady($"the miner does not answer: {error.Message}");
        if (_lost) return;
        _lost = true;
        logger.MinerLost(error.Message);
    }
}
