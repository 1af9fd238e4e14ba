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
    private ApiInfo? _seen = registration.Miner.Where.Known;

    /// <summary>What was logged last of that which goes on: one line for each change.</summary>
    private string? _told;

    /// <summary>The first registration; a refusal is final, a miner that does not answer is waited for. A disabled worker registers later.</summary>
    /// <exception cref="WorkerStartException">The miner refused.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _minerSession = await SessionAsync(cancellationToken);
                if (registration.IsEnabled()) await RegisterAsync(cancellationToken);
                return;
            }
            catch (RpcException e)
            {
                throw new WorkerStartException($"the miner refused this worker: {registration.Reason(e)}", e);
            }
            catch (Exception e) when (IsUnreachable(e, cancellationToken))
            {
                if (!Lost(e)) await Task.Delay(registration.Timings.MinerRetry, cancellationToken);
            }
        }
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        bool atOnce = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!atOnce) await WaitAsync(cancellationToken);
                atOnce = false;
                await CheckAsync(cancellationToken);
            }
            catch (Exception e) when (e is RpcException or StorageException)
            {
                string reason = registration.Reason(e);
                registration.Link.NotReady(reason);
                // So that the next answer makes this worker ready again; a refused token may have been renewed.
                _lost = true;
                await registration.Miner.FollowAsync();
                if (IsNews(reason)) logger.RegistrationFailed(reason);
            }
            catch (Exception e) when (IsUnreachable(e, cancellationToken))
            {
                atOnce = Lost(e);
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
                _told = null;
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

        if (_registered || !runner.IsQuiet) return;
        if (registration.IsEnabled()) await RegisterAgainAsync(cancellationToken);
        else TellDisabled();
    }

    /// <summary>The miner asks a worker for its session before it takes it, and a disabled one answers with an error (protocol spec 4.2).</summary>
    private void TellDisabled()
    {
        const string Disabled = "this worker is disabled";
        registration.Link.NotReady(Disabled);
        if (IsNews(Disabled)) logger.WorkerDisabled();
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
        (_registered, _lost, _told) = (true, false, null);
        registration.Link.Ready();
        registration.Metrics.Registered();
        logger.Registered(registration.RpcUrl, session);
    }

    private Task<Guid> SessionAsync(CancellationToken cancellationToken) => LimitedAsync(miner.SessionAsync, cancellationToken);

    /// <summary>Notes that the miner does not answer.</summary>
    /// <returns>Whether it is somewhere else now, or has another token: the next try need not wait.</returns>
    private bool Lost(Exception error)
    {
        string reason = registration.Reason(error);
        registration.Link.NotReady($"the miner does not answer: {reason}");
        _lost = true;
        if (IsNews(reason)) logger.MinerLost(reason);
        return registration.Miner.HasMoved(ref _seen);
    }

    private bool IsNews(string reason)
    {
        bool news = reason != _told;
        _told = reason;
        return news;
    }
}
