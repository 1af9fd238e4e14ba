using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Planning;

/// <summary>
/// Cleans up after workers whose pods are gone: lost with their node, or deleted by somebody. Only those count that the status listed as this pool's
/// with a session, so that a pool of the same name in another cluster is left alone.
/// </summary>
internal static class VanishedWorkers
{
    public static IReadOnlyList<VanishedWorker> Find(PoolObservation seen)
    {
        if (seen.Miner is not { } miner) return [];
        string pool = seen.Pool.Metadata.Name, space = seen.Pool.Metadata.NamespaceProperty;
        HashSet<int> there = [.. seen.Pods.Select(pod => pod.Ordinal)];
        List<VanishedWorker> found = [];
        foreach (WorkerEntry entry in seen.Pool.Status?.Workers ?? [])
        {
            if (!entry.Managed || PoolNames.Ordinal(pool, entry.Name) is not { } ordinal || there.Contains(ordinal)) continue;
            if (seen.ReleasedPods.Contains(entry.Name)) continue;
            if (!Guid.TryParse(entry.Session, out Guid session)) continue;
            VanishedWorker worker = new(entry.Name, ordinal, WorkerMatcher.Jobs(miner, PoolNames.Worker(pool, space, ordinal), [session]),
                WorkerMatcher.Paths(miner, pool, space, ordinal));
            if (worker.Jobs.Count + worker.Paths.Count > 0) found.Add(worker);
        }

        return found;
    }

    /// <summary>A worker whose ordinal comes back on its own volume returns its calls itself, and tells its paths again.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="comesBack">Whether a pod of its ordinal is made.</param>
    /// <param name="keepsCalls">Whether its call store outlives a pod.</param>
    public static IEnumerable<PoolAction> CleanUp(VanishedWorker worker, bool comesBack, bool keepsCalls)
    {
        if (comesBack && keepsCalls) yield break;
        if (worker.Jobs.Count > 0) yield return new AbortJobs(worker.Name, [.. worker.Jobs.Select(job => job.Id)]);
        if (worker.Paths.Count > 0 && !comesBack)
            yield return new DetachPaths(worker.Name, [.. worker.Paths.SelectMany(path => path.Urls.Select(url => new PathAddress(path.Id, url)))]);
    }
}
