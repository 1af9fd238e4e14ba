using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Planning;

/// <summary>How many workers there should be, and who goes when there are too many.</summary>
internal static class PlaceCount
{
    /// <summary>Replicas, or none while a pool is suspended or deleted.</summary>
    public static int Desired(PoolObservation seen) => seen.IsDeleted || seen.Pool.Spec.Suspend ? 0 : seen.Pool.Spec.Replicas;

    /// <summary>
    /// With what an update may have above, while a worker of an earlier revision still takes work. When the last one ends its own there is one
    /// too many, and whoever goes then goes for good, with its sectors moved; otherwise they would stay on a volume that no pod takes again.
    /// </summary>
    public static int WithSurge(PoolObservation seen, IReadOnlyList<PoolWorker> workers, string revision)
    {
        int desired = Desired(seen);
        UpdateSpec update = seen.Pool.Spec.Update;
        bool updating = update.Type == UpdateType.DrainAndReplace && desired > 0
            && workers.Any(worker => worker.Pod.Revision != revision && worker.IsActive);
        return updating ? desired + ReplicaShare.Surge(update.MaxSurge, desired) : desired;
    }

    /// <summary>
    /// Those that go first when there are too many: who leaves anyway, who has ended, who cannot have a task, who has none; then the one with the
    /// fewest jobs and sectors, and of equal ones that with the highest ordinal. Without the miner only those that cannot have a task.
    /// </summary>
    public static IEnumerable<PoolWorker> ByLoss(IEnumerable<PoolWorker> workers) => workers
        .Where(worker => worker.CannotRunTask || worker.IsMinerKnown)
        .OrderBy(worker => worker.Pod.Drain is null)
        .ThenBy(worker => !worker.Pod.HasEnded)
        .ThenBy(worker => !worker.CannotRunTask)
        .ThenBy(worker => worker.IsListed)
        .ThenBy(worker => Math.Max(worker.Jobs.Count, worker.Counted))
        .ThenBy(worker => worker.Sectors)
        .ThenByDescending(worker => worker.Pod.Ordinal);
}
