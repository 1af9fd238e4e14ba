using System.Text.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Status;

/// <summary>Makes the status of a pool from what was seen and planned.</summary>
public static class StatusComposer
{
    /// <summary>The status as it should be.</summary>
    public static SealWorkerStatus Compose(PoolObservation seen, PoolPlan plan)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(plan);
        IReadOnlyList<PoolWorker> workers = plan.Workers;
        SealWorkerStatus? before = seen.Pool.Status;
        (IList<WorkerEntry> entries, int omitted) = new WorkerEntries(seen, plan).Make();
        bool known = seen.Miner is not null;
        return new SealWorkerStatus
        {
            ObservedGeneration = seen.Pool.Metadata.Generation,
            Replicas = workers.Count(worker => worker.IsActive),
            // What only the miner can say stays as it said it last, so that an outage is one write.
            ReadyReplicas = known ? workers.Count(worker => worker.IsAvailable) : before?.ReadyReplicas ?? 0,
            RegisteredReplicas = known ? workers.Count(worker => worker.IsListed) : before?.RegisteredReplicas ?? 0,
            BusyReplicas = known ? workers.Count(worker => worker.HasWork) : before?.BusyReplicas ?? 0,
            DrainingReplicas = workers.Count(worker => worker.Pod.Drain is not null),
            UpdatedReplicas = workers.Count(worker => worker.Pod.Revision == plan.Revision && worker.IsActive),
            FailedReplicas = workers.Count(worker => worker.Pod.HasEnded),
            RunningTasks = known ? workers.Sum(worker => Math.Max(worker.Jobs.Count, worker.Counted)) : before?.RunningTasks ?? 0,
            QueuedTasks = known ? Queued(seen) : before?.QueuedTasks ?? 0,
            Gpus = workers.Where(worker => !worker.Pod.HasEnded && !worker.IsLost).Sum(worker => worker.Pod.Gpus),
            Selector = $"{PoolLabels.Pool}={seen.Pool.Metadata.Name}",
            CurrentRevision = workers.All(worker => worker.Pod.Revision == plan.Revision) ? plan.Revision : before?.CurrentRevision,
            UpdateRevision = plan.Revision,
            CredentialHash = seen.Credentials.Hash,
            Miner = Miner(seen, plan),
            Workers = entries.Count == 0 ? null : entries,
            WorkersOmitted = omitted == 0 ? null : omitted,
            Conditions = new Conditions(seen, plan).Make(),
        };
    }

    /// <summary>Whether a status says anything else than the one that is stored; without a difference nothing is written.</summary>
    public static bool IsChanged(SealWorkerStatus? stored, SealWorkerStatus made) =>
        stored is null || !Bytes(stored).AsSpan().SequenceEqual(Bytes(made));

    private static byte[] Bytes(SealWorkerStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, SealWorkerJson.Default.SealWorkerStatus);

    private static int Queued(PoolObservation seen)
    {
        HashSet<string> served = [.. seen.Pool.Spec.Tasks.Select(task => TaskTypes.FromShortName(task.ToString())).OfType<string>()];
        return seen.Miner?.Scheduler?.Requests.Count(request => served.Contains(request.Task)) ?? 0;
    }

    /// <summary>A miner that is another one than before is not taken over before a person has said so.</summary>
    private static MinerStatus? Miner(PoolObservation seen, PoolPlan plan) => seen.Miner is { } miner && plan.Verdict != PoolVerdict.MinerChanged
        ? new MinerStatus { Actor = miner.Actor, SectorSize = miner.SectorSize, Version = miner.Version, Session = miner.Session.ToString() }
        : seen.Pool.Status?.Miner;
}
