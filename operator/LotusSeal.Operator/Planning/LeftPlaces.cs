using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Planning;

/// <summary>Volumes that may hold sectors and that no pod can come to any more.</summary>
internal static class LeftPlaces
{
    /// <summary>What to tell of them; null when there are none.</summary>
    public static string? Message(PoolObservation seen, OwedPlaces owed)
    {
        HashSet<int> manned = [.. seen.Pods.Select(pod => pod.Ordinal)];
        ObservedClaim[] left = [.. owed.OutOfReach.Where(claim => !manned.Contains(claim.Ordinal)).OrderBy(claim => claim.Ordinal)];
        if (left.Length == 0) return null;
        string claims = string.Join(", ", left.Select(claim => $"{PoolNames.SealingClaim(seen.Pool.Metadata.Name, claim.Ordinal)} on {claim.Node}"));
        return $"volumes may hold sectors and their nodes are gone: {claims}; a worker comes back to them with their node, and to delete their "
            + "claims gives them up";
    }
}
