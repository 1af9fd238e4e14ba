using LotusSeal.KubeOps.Events;
using LotusSeal.KubeOps.LeaderElection;
using LotusSeal.KubeOps.Observability;
using LotusSeal.KubeOps.Reconciliation;
using LotusSeal.KubeOps.Watcher;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Hosting;

/// <summary>
/// The parts of an operator, running: caches always, so that a process that begins to lead knows everything; controllers and events while it leads. A
/// loop that breaks ends all, and with them the process: better none than half an operator.
/// </summary>
/// <param name="watchers">Fill the caches.</param>
/// <param name="controllers">Act.</param>
/// <param name="events">Are written while this process leads.</param>
/// <param name="elector">Says whether it does.</param>
/// <param name="logger">Told of start and stop.</param>
/// <param name="leadsNoMore">Called when a term has ended and nothing acts any more.</param>
public sealed class OperatorHost(IReadOnlyList<IWatcher> watchers, IReadOnlyList<IControllerLoop> controllers, EventRecorder events,
    LeaderElector elector, ILogger logger, Action? leadsNoMore = null)
{
    /// <summary>Whether everything has been listed once: what readiness means. Whether it leads is no matter of health.</summary>
    public bool IsReady => watchers.All(watcher => watcher.Synced.IsCompletedSuccessfully);

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="Exception">What a loop broke with.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await TaskGroup.RunAsync([.. watchers.Select(watcher => (Func<CancellationToken, Task>)watcher.RunAsync), LeadAsync], cancellationToken);
        logger.Stopped();
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(watchers.Select(watcher => watcher.Synced)).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        logger.CachesFilled();
        List<Func<CancellationToken, Task>> loops =
            [.. controllers.Select(controller => (Func<CancellationToken, Task>)controller.RunAsync), events.RunAsync];
        await elector.RunAndTryToHoldLeadershipForeverAsync(term => ActAsync(loops, term), cancellationToken);
    }

    private async Task ActAsync(IReadOnlyList<Func<CancellationToken, Task>> loops, CancellationToken term)
    {
        try
        {
            await TaskGroup.RunAsync(loops, term);
        }
        finally
        {
            leadsNoMore?.Invoke();
        }
    }
}
