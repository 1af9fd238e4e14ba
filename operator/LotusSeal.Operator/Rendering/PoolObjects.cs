using k8s.Models;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Rendering;

/// <summary>Makes what a pool has beside its pods.</summary>
public static class PoolObjects
{
    /// <summary>
    /// More than there will ever be: no eviction is allowed. <c>maxUnavailable: 0</c> lets some through while a pool is scaled down.
    /// </summary>
    private const int AllOfThem = int.MaxValue;

    /// <summary>The reference by which Kubernetes removes what is left when a pool is gone.</summary>
    public static V1OwnerReference Owner(V1Alpha1SealWorker pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return new()
        {
            ApiVersion = pool.ApiVersion,
            Kind = pool.Kind,
            Name = pool.Metadata.Name,
            Uid = pool.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };
    }

    /// <summary>
    /// The claim of a worker; null where the pool has none. It has no owner, whatever <c>retain</c> says: a pool that is released in a hurry would
    /// take its sectors along.
    /// </summary>
    public static V1PersistentVolumeClaim? Claim(V1Alpha1SealWorker pool, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (pool.Spec.Storage.Sealing?.Claim is not { } claim) return null;
        V1ObjectMeta metadata = Metadata(pool, PoolNames.SealingClaim(pool.Metadata.Name, ordinal));
        metadata.OwnerReferences = null;
        metadata.Annotations = new Dictionary<string, string> { [PoolAnnotations.Unused] = "true" };
        metadata.Labels[PoolLabels.Ordinal] = ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new()
        {
            ApiVersion = V1PersistentVolumeClaim.KubeApiVersion,
            Kind = V1PersistentVolumeClaim.KubeKind,
            Metadata = metadata,
            Spec = new()
            {
                AccessModes = [.. claim.AccessModes.Select(mode => mode.ToString())],
                StorageClassName = claim.StorageClassName,
                Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(claim.Size) } },
            },
        };
    }

    /// <summary>The headless Service that gives each pod its name, before it is ready too: a worker binds to that name.</summary>
    public static V1Service Service(V1Alpha1SealWorker pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return new()
        {
            ApiVersion = V1Service.KubeApiVersion,
            Kind = V1Service.KubeKind,
            Metadata = Metadata(pool, PoolNames.Shared(pool.Metadata.Name)),
            Spec = new()
            {
                ClusterIP = "None",
                PublishNotReadyAddresses = true,
                Selector = PoolLabels.Selector(pool.Metadata.Name),
                Ports = [new() { Name = "worker", Port = pool.Spec.Network.Port, TargetPort = "worker", Protocol = "TCP" }],
            },
        };
    }

    /// <summary>The budget that refuses every eviction until the operator has drained.</summary>
    public static V1PodDisruptionBudget Budget(V1Alpha1SealWorker pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return new()
        {
            ApiVersion = $"{V1PodDisruptionBudget.KubeGroup}/{V1PodDisruptionBudget.KubeApiVersion}",
            Kind = V1PodDisruptionBudget.KubeKind,
            Metadata = Metadata(pool, PoolNames.Shared(pool.Metadata.Name)),
            Spec = new() { MinAvailable = AllOfThem, Selector = new() { MatchLabels = PoolLabels.Selector(pool.Metadata.Name) } },
        };
    }

    internal static V1ObjectMeta Metadata(V1Alpha1SealWorker pool, string name) => new()
    {
        Name = name,
        NamespaceProperty = pool.Metadata.NamespaceProperty,
        Labels = PoolLabels.Of(pool.Metadata.Name),
        OwnerReferences = [Owner(pool)],
    };
}
