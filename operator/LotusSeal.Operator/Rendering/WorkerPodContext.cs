using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Rendering;

/// <summary>What a worker pod is made from.</summary>
/// <param name="Pool">Its pool, checked.</param>
/// <param name="Settings">Choices for all pools.</param>
/// <param name="Ordinal">Its number in the pool.</param>
public sealed record WorkerPodContext(V1Alpha1SealWorker Pool, OperatorSettings Settings, int Ordinal)
{
    /// <summary>First ten digits of the hash of the token; null when it is not known.</summary>
    public string? CredentialHash { get; init; }

    /// <summary>Size of the miner's sectors as people write it, <c>32GiB</c>; null until the miner was asked.</summary>
    public string? SectorSize { get; init; }

    /// <summary>How many pods before it failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>How many pods before it the node refused in a row.</summary>
    public int Refusals { get; init; }

    /// <summary>The node where it has to run; null when it may run anywhere.</summary>
    public string? Node { get; init; }

    /// <summary>The drain that it is made for; null for one that is to work.</summary>
    public DrainMark? Drain { get; init; }

    internal SealWorkerSpec Spec => Pool.Spec;

    internal string PoolName => Pool.Metadata.Name;

    internal string Namespace => Pool.Metadata.NamespaceProperty;

    internal string PodName => PoolNames.Pod(PoolName, Ordinal);

    internal bool IsManaged => Spec.Implementation == WorkerImplementation.Managed;
}
