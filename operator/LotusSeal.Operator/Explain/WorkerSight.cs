using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Explain;

/// <summary>What there is to see of one worker.</summary>
/// <param name="Name">The name of its pod.</param>
/// <param name="Entry">What the pool's status says of it; null when nothing.</param>
/// <param name="Pod">Its pod; null when there is none.</param>
/// <param name="Deleted">Until when its pod may take to end; null when it was not deleted.</param>
public sealed record WorkerSight(string Name, WorkerEntry? Entry, ObservedPod? Pod, DateTimeOffset? Deleted)
{
    /// <summary>The name of its sealing claim.</summary>
    public string? ClaimName { get; init; }

    /// <summary>Its sealing claim; null when there is none.</summary>
    public V1PersistentVolumeClaim? Claim { get; init; }

    /// <summary>Whether claims could be looked at.</summary>
    public bool ClaimIsKnown { get; init; }

    /// <summary>The name of a worker's sealing claim; null where it has none.</summary>
    public static string? ClaimOf(V1Alpha1SealWorker pool, string name)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return pool.Spec.Storage.Sealing?.Claim is not null && PoolNames.Ordinal(pool.Metadata.Name, name) is { } ordinal
            ? PoolNames.SealingClaim(pool.Metadata.Name, ordinal) : null;
    }

    /// <summary>What the status says of a worker, beside its pod.</summary>
    public static WorkerSight Of(V1Alpha1SealWorker pool, string name, V1Pod? pod)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return new(name, pool.Status?.Workers?.FirstOrDefault(worker => worker.Managed && worker.Name == name),
            pod is null ? null : PodReader.Read(pool.Metadata.Name, pod), pod?.Metadata.DeletionTimestamp);
    }
}
