using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Observed;

/// <summary>Everything that a decision about a pool is made from. Nothing in it is asked for later.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Now">The time.</param>
public sealed record PoolObservation(V1Alpha1SealWorker Pool, DateTimeOffset Now)
{
    /// <summary>After as many intervals an answer of the miner says nothing any more.</summary>
    private const int FreshIntervals = 3;

    /// <summary>The least time between two questions to the miner.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5), UsualInterval = TimeSpan.FromSeconds(15);

    /// <summary>Pods with the pool as owner.</summary>
    public IReadOnlyList<ObservedPod> Pods { get; init; } = [];

    /// <summary>
    /// Workers that the status lists and whose pods are there without the pool as their owner: somebody has let them go from it. They still run.
    /// </summary>
    public IReadOnlySet<string> ReleasedPods { get; init; } = new HashSet<string>();

    /// <summary>
    /// Sealing claims with the label of the pool. A pool that seals elsewhere has none, whatever an earlier one of its name has left: nothing that
    /// its workers do says anything about them.
    /// </summary>
    public IReadOnlyList<ObservedClaim> Claims { get => Pool.Spec.Storage.Sealing is { Claim: not null } ? field : []; init; } = [];

    /// <summary>Nodes by name; null where the operator may not see them.</summary>
    public IReadOnlyDictionary<string, ObservedNode>? Nodes { get; init; }

    /// <summary>The last answer of the miner; null when there was none.</summary>
    public MinerView? LastMiner { get; init; }

    /// <summary>Why the last question had no answer; null when it had one.</summary>
    public MinerProblem? MinerProblem { get; init; }

    /// <summary>The token.</summary>
    public CredentialState Credentials { get; init; } = new(CredentialKind.Unknown, "not looked at yet", null);

    /// <summary>What the API server said to the last attempt to make a pod; null when it took it.</summary>
    public string? PodRejection { get; init; }

    /// <summary>
    /// The last answer while it is fresh. Without one nothing is known about tasks, and no worker that may have one is touched. One from the future
    /// was given before the clock was put back, nobody knows how long ago.
    /// </summary>
    public MinerView? Miner => LastMiner is { } view && Now - view.At <= PollInterval * FreshIntervals && view.At - Now <= PollInterval ? view : null;

    /// <summary>How often the miner is asked.</summary>
    public TimeSpan PollInterval => Times.AtLeast(Times.Of(Pool.Spec.Miner.PollInterval, UsualInterval), ShortestInterval);

    /// <summary>Whether a node is not there any more or was put out of service; nobody knows where nodes may not be seen.</summary>
    public bool IsGone(string node) => Nodes is { } nodes && (!nodes.TryGetValue(node, out ObservedNode? found) || found.IsOutOfService);

    /// <summary>Whether no pod can come to a volume: it goes, or it is on a local disk of a node that is gone.</summary>
    public bool IsOutOfReach(ObservedClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return claim.IsTerminating || (claim.Node is { } node && IsGone(node));
    }

    public bool IsDeleted => Pool.Metadata.DeletionTimestamp is not null;
}
