using KubeOps.Abstractions.Events;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Controller;
using KubeOps.Abstractions.Reconciliation.Finalizer;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Host.Metrics;
using LotusSeal.Operator.Host.Observability;
using LotusSeal.Operator.Mirror;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Status;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Host.Control;

/// <summary>Makes the passes over pools, in the order of docs/spec/operator.md 6.13: look, decide, act, tell.</summary>
internal sealed class SealWorkerController : IEntityController<V1Alpha1SealWorker>, IEntityFinalizer<V1Alpha1SealWorker>
{
    /// <summary>Name in metrics and logs.</summary>
    public const string Name = "sealworker";

    /// <summary>The name by which a pool waits for its workers to end.</summary>
    public const string Finalizer = "lotusseal.io/drain";

    /// <summary>How soon to look whether the watches have brought what was written; mostly they wake the pool before.</summary>
    private static readonly TimeSpan WritesPause = TimeSpan.FromSeconds(1);

    /// <summary>A busy pool is looked at this often, so that figures and expected ends are of today.</summary>
    private static readonly TimeSpan BusyPause = TimeSpan.FromMinutes(1);

    private readonly PoolObserver _observer;
    private readonly PoolActuator _actuator;
    private readonly PoolBelongings _belongings;
    private readonly PoolStatus _status;
    private readonly PoolNotices _notices;
    private readonly PodRejections _rejections;
    private readonly OwnWrites _writes;
    private readonly IMiners _miners;
    private readonly PoolMetrics _metrics;
    private readonly ILogger _logger;

    /// <param name="clients">Writes.</param>
    /// <param name="cluster">What is there.</param>
    /// <param name="miners">Asked.</param>
    /// <param name="workers">Asked.</param>
    /// <param name="options">Choices for all pools.</param>
    /// <param name="metrics">Of pools.</param>
    /// <param name="operatorMetrics">Of the operator itself.</param>
    /// <param name="say">Events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told what is done.</param>
    public SealWorkerController(ClusterClients clients, ClusterView cluster, IMiners miners, IWorkers workers, Commands.OperatorOptions options,
        PoolMetrics metrics, OperatorMetrics operatorMetrics, EventPublisher say, TimeProvider time, ILogger logger)
    {
        _writes = new OwnWrites(time);
        _rejections = new PodRejections(time);
        _observer = new PoolObserver(clients, cluster, miners, workers, _rejections, time);
        _actuator = new PoolActuator(clients, cluster, miners, workers, _rejections, _writes, metrics, say, options.Settings, time, logger);
        _belongings = new PoolBelongings(clients, cluster, _writes, options.Settings);
        _status = new PoolStatus(clients, cluster, _writes, operatorMetrics);
        _notices = new PoolNotices(say, time);
        (_miners, _metrics, _logger) = (miners, metrics, logger);
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<V1Alpha1SealWorker>> ReconcileAsync(V1Alpha1SealWorker entity, CancellationToken cancellationToken) =>
        PassAsync(entity, cancellationToken);

    /// <inheritdoc/>
    public Task<ReconciliationResult<V1Alpha1SealWorker>> FinalizeAsync(V1Alpha1SealWorker entity, CancellationToken cancellationToken) =>
        PassAsync(entity, cancellationToken);

    /// <inheritdoc/>
    public Task<ReconciliationResult<V1Alpha1SealWorker>> DeletedAsync(V1Alpha1SealWorker entity, CancellationToken cancellationToken)
    {
        ObjectKey key = ObjectKey.Of(entity);
        _miners.Forget(key);
        _rejections.Clear(key);
        _writes.Forget(key);
        _notices.Forget(key);
        _metrics.Remove(key);
        return Task.FromResult(ReconciliationResult<V1Alpha1SealWorker>.Success(entity));
    }

    private async Task<ReconciliationResult<V1Alpha1SealWorker>> PassAsync(V1Alpha1SealWorker pool, CancellationToken cancellationToken)
    {
        ObjectKey key = ObjectKey.Of(pool);
        if (!_writes.AreSeen(key)) return ReconciliationResult<V1Alpha1SealWorker>.Success(pool, WritesPause);
        PoolObservation seen = await _observer.LookAsync(pool, cancellationToken);
        PoolPlan plan = PoolPlanner.Decide(seen);
        List<string> failures = await ActAsync(seen, plan, cancellationToken);
        if (plan.Verdict == PoolVerdict.Gone) return ReconciliationResult<V1Alpha1SealWorker>.Success(pool);
        if (plan.Verdict == PoolVerdict.Acts && !seen.IsDeleted)
        {
            foreach (Func<Task> step in _belongings.Steps(pool, cancellationToken)) await TryAsync(key, failures, step, cancellationToken);
        }

        if (!plan.Actions.OfType<CreatePod>().Any()) _rejections.Clear(key);
        SealWorkerStatus status = StatusComposer.Compose(seen with { PodRejection = _rejections.Of(key) }, plan);
        await _status.WriteAsync(pool, status, cancellationToken);
        _metrics.Show(seen, plan, status);
        await _notices.TellAsync(seen, plan, cancellationToken);
        if (failures.Count > 0) return ReconciliationResult<V1Alpha1SealWorker>.Failure(pool, string.Join("; ", failures));
        return ReconciliationResult<V1Alpha1SealWorker>.Success(pool, Next(seen, plan));
    }

    /// <summary>Does everything that was planned: one thing that fails keeps no other from being done.</summary>
    private async Task<List<string>> ActAsync(PoolObservation seen, PoolPlan plan, CancellationToken cancellationToken)
    {
        List<string> failures = [];
        foreach (PoolAction action in plan.Actions)
            await TryAsync(ObjectKey.Of(seen.Pool), failures, () => _actuator.DoAsync(seen, action, cancellationToken), cancellationToken);
        return failures;
    }

    private async Task TryAsync(ObjectKey key, List<string> failures, Func<Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act();
        }
        catch (Exception error) when (error is KubernetesApiException or MirrorException or RpcException or RpcTransportException
            or HttpRequestException or TimeoutException or IOException or ForeignObjectException
            && !cancellationToken.IsCancellationRequested)
        {
            _logger.ActionFailed(key.ToString(), error.Message);
            failures.Add(error.Message);
        }
    }

    private TimeSpan Next(PoolObservation seen, PoolPlan plan)
    {
        TimeSpan next = plan.LookAgain;
        if (plan.Workers.Any(worker => worker.HasWork) && next > BusyPause) next = BusyPause;
        TimeSpan rejected = _rejections.Wait(ObjectKey.Of(seen.Pool), seen.Pool.Metadata.Generation);
        if (rejected > TimeSpan.Zero && next > rejected) next = rejected;
        // Up to a tenth more, so that pools which began together do not stay so.
        return next * (1 + Random.Shared.NextDouble() / 10);
    }
}
