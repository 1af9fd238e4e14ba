using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Mirror;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>
/// Tells of pools what this process has in memory: the stored objects, which every replica has, and how far tasks are, which the leader has asked the
/// workers. Nobody is asked for an answer.
/// </summary>
internal sealed class PoolSights(ClusterView cluster, IWorkers workers, TimeProvider time)
{
    /// <summary>A worker with work is asked each minute; what it said is told for so long.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(3);

    private static readonly CommandHints Hints = new();

    /// <summary>The present, from which ages are told.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Pools of some namespaces, by name.</summary>
    public IReadOnlyList<V1Alpha1SealWorker> List(Func<string, bool> maySee) => [.. cluster.Pools.List()
        .Where(pool => maySee(pool.Metadata.NamespaceProperty))
        .OrderBy(pool => pool.Metadata.NamespaceProperty, StringComparer.Ordinal).ThenBy(pool => pool.Metadata.Name, StringComparer.Ordinal)];

    /// <summary>What is to be told of a pool.</summary>
    public PoolSight Of(V1Alpha1SealWorker pool)
    {
        DateTimeOffset now = Now;
        PoolExplanation about = new(pool, cluster.PodsOf(pool), Hints, now);
        SealWorkerStatus status = pool.Status ?? new SealWorkerStatus();
        return new PoolSight
        {
            Namespace = pool.Metadata.NamespaceProperty,
            Name = pool.Metadata.Name,
            Phase = ConditionView.Find(pool, "Ready")?.Reason,
            Paused = PoolMarks.Says(pool, PoolAnnotations.Paused),
            Suspended = pool.Spec.Suspend,
            Deleting = pool.Metadata.DeletionTimestamp is not null,
            Current = pool.Status is { } told && told.ObservedGeneration == pool.Metadata.Generation,
            Wanted = pool.Spec.Replicas,
            Ready = status.ReadyReplicas,
            Busy = status.BusyReplicas,
            Draining = status.DrainingReplicas,
            Failed = status.FailedReplicas,
            RunningTasks = status.RunningTasks,
            QueuedTasks = status.QueuedTasks,
            Gpus = status.Gpus,
            Miner = new MinerSight(pool.Spec.Miner.Address, status.Miner),
            Conditions = [.. (status.Conditions ?? []).Select(Of)],
            Why = about.Findings(),
            Workers = [.. about.Workers.Select(worker => Of(pool, worker, now))],
            OtherWorkers = (status.Workers ?? []).Count(worker => !worker.Managed),
            WorkersOmitted = status.WorkersOmitted ?? 0,
        };
    }

    private static ConditionSight Of(PoolCondition condition) => new(condition.Type, condition.Status, condition.Reason, condition.Message,
        condition.LastTransitionTime, ConditionView.IsGood(condition));

    private PodSight Of(V1Alpha1SealWorker pool, WorkerSight seen, DateTimeOffset now)
    {
        WorkerEntry? entry = seen.Entry;
        return new PodSight
        {
            Name = seen.Name,
            Phase = entry?.Phase ?? seen.Pod?.Phase.ToString() ?? WorkerPhase.Lost,
            Node = seen.Pod?.Node ?? entry?.Node,
            GpuLimit = seen.Pod?.Gpus ?? 0,
            Gpus = entry?.Gpus,
            Resources = entry?.Resources,
            Takes = entry?.Tasks,
            Running = entry?.Running ?? 0,
            Jobs = Jobs(entry, seen.Pod is { } pod ? workers.CallsOf(pod.Uid) : null),
            Drain = entry?.Drain,
            Why = [.. new WorkerFindings(pool, WithClaim(pool, seen), Hints, now).All()],
        };
    }

    private WorkerSight WithClaim(V1Alpha1SealWorker pool, WorkerSight seen)
    {
        if (WorkerSight.ClaimOf(pool, seen.Name) is not { } name) return seen;
        ObjectKey key = new(pool.Metadata.NamespaceProperty, name);
        return seen with { ClaimName = name, Claim = cluster.Claims.Get(key), ClaimIsKnown = true };
    }

    private IReadOnlyList<JobSight> Jobs(WorkerEntry? entry, SaidCalls? said)
    {
        IReadOnlyList<OpenCall> calls = said is not null && time.GetElapsedTime(said.At) < Fresh ? said.Calls : [];
        return [.. (entry?.Jobs ?? []).Select(job =>
        {
            OpenCall? call = calls.FirstOrDefault(one => one.Call.ToString() == job.Id);
            string? end = call?.ExpectedEnd is { } exact ? StableTime.Format(exact) : job.ExpectedEnd;
            return new JobSight(job.Id, job.Task, job.Sector, job.State, job.Since, end, call?.Step, call?.Done);
        })];
    }
}
