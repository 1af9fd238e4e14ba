using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Rendering;

/// <summary>Annotations by which the operator remembers, and by which people tell it.</summary>
public static class PoolAnnotations
{
    /// <summary>On a pod: why its drain began, and when (RFC 3339). The only state of a drain that is stored.</summary>
    public const string DrainReason = "lotusseal.io/drain-reason", DrainStarted = "lotusseal.io/drain-started";

    /// <summary>On a pod that is drained, and on the claim of one that went for good: no sector was on it when it was fenced.</summary>
    public const string Evacuated = "lotusseal.io/evacuated";

    /// <summary>On a claim since it was made: no worker ever ran on it.</summary>
    public const string Unused = "lotusseal.io/unused";

    /// <summary>On a claim: its worker was given up, and nobody empties it any more.</summary>
    public const string GivenUp = "lotusseal.io/given-up";

    /// <summary>On a pod: the session with which the miner listed it last. Without it the pod was never given a task.</summary>
    public const string Registered = "lotusseal.io/registered";

    /// <summary>On a pod: how many pods before it failed in a row, and how often the node refused them.</summary>
    public const string Failures = "lotusseal.io/failures", Refusals = "lotusseal.io/refusals";

    /// <summary>On a pod: what its revision was made from, for people.</summary>
    public const string RevisionInputs = "lotusseal.io/revision-inputs";

    /// <summary>On a pod: the address of the miner, which a managed worker reads as a file.</summary>
    public const string MinerAddress = "lotusseal.io/miner-address";

    /// <summary>On a pod, by a person: drain it; drain it without waiting for its tasks.</summary>
    public const string DrainRequested = "lotusseal.io/drain", ForceDrain = "lotusseal.io/force-drain";

    /// <summary>
    /// On a pool, by a person: do nothing for it; let it go with its pods as they are; the actor that the miner may have from now on.
    /// </summary>
    public const string Paused = "lotusseal.io/paused", Release = "lotusseal.io/release", ConfirmMiner = "lotusseal.io/confirm-miner";

    /// <summary>On a pool with folders of nodes: which place has its folder where, <c>0=node-a,1=node-b</c>.</summary>
    public const string Nodes = "lotusseal.io/nodes";

    /// <summary>The cluster autoscaler leaves nodes with such pods alone.</summary>
    public const string SafeToEvict = "cluster-autoscaler.kubernetes.io/safe-to-evict";

    /// <summary>What is written on a pod whose drain begins.</summary>
    internal static (string Name, string? Value)[] Of(DrainMark mark) =>
        [(DrainReason, mark.Reason.ToString()), (DrainStarted, StableTime.Format(mark.Started))];

    /// <summary>Whether an annotation is switched on.</summary>
    /// <param name="annotations">Those of an object; null when it has none.</param>
    /// <param name="name">Its name.</param>
    public static bool IsOn(IDictionary<string, string>? annotations, string name) =>
        annotations is not null && annotations.TryGetValue(name, out string? value) && value == "true";
}
