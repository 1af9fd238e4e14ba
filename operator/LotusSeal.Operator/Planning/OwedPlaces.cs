using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Planning;

/// <summary>
/// Places whose volume or folder may hold sectors, in a pool that moves sectors away before a worker goes. One that the pool has no use for, because
/// somebody deleted its pod or the pod never began, and then the pool became smaller, gets a pod all the same, which only empties it: without a
/// worker the miner gives the next step of such a sector to another one, which cannot reach it, and gives the sector up after a few failures.
/// </summary>
internal sealed class OwedPlaces
{
    private readonly HashSet<int> _ordinals = [];

    /// <summary>The places of a pool; none of one that is deleted or suspended.</summary>
    public OwedPlaces(PoolObservation seen)
    {
        if (seen.IsDeleted || seen.Pool.Spec.Suspend || !DrainRules.HasToEvacuate(seen.Pool.Spec, DrainReason.ScaleDown)) return;
        if (seen.Pool.Spec.Storage.Sealing is { HostPath: not null })
        {
            _ordinals.UnionWith(PlaceNodes.Read(seen.Pool).Where(place => !seen.IsGone(place.Value)).Select(place => place.Key));
            return;
        }

        ObservedClaim[] used = [.. seen.Claims
            .Where(claim => claim is { IsEvacuated: false, IsGivenUp: false, IsTerminating: false } && IsUsed(seen, claim))];
        _ordinals.UnionWith(used.Where(claim => !seen.IsOutOfReach(claim)).Select(claim => claim.Ordinal));
        OutOfReach = [.. used.Where(seen.IsOutOfReach)];
    }

    /// <summary>Claims with sectors that no pod can come to, because their node is gone.</summary>
    public IReadOnlyList<ObservedClaim> OutOfReach { get; } = [];

    /// <summary>In their order.</summary>
    public IEnumerable<int> Ordinals => _ordinals.Order();

    public bool Contains(int ordinal) => _ordinals.Contains(ordinal);

    /// <summary>
    /// Whether a worker ever ran on a claim. The whole life of one may have passed while no operator looked: then the miner has something of it.
    /// </summary>
    public static bool IsUsed(PoolObservation seen, ObservedClaim claim) => !claim.IsUnused
        || seen.Pods.Any(pod => pod.Ordinal == claim.Ordinal && !pod.NeverRegistered) || WorkerMatcher.IsKnown(seen, claim.Ordinal);
}
