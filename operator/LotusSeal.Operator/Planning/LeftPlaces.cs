using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Planning;

/// <summary>Volumes that may hold sectors and that no pod can come to any more.</summary>
internal static class LeftPlaces
{
    /// <summary>What to tell of them; null when there are none.</summary>
    public static string? Message(PoolObservation seen, OwedPlaces owed)
    {
        ObservedClaim[] left = [.. owed.OutOfReach.Where(claim => seen.Pods.All(pod => pod.Ordinal != claim.Ordinal))
            .OrderBy(claim => claim.Ordinal)];
        if (left.Length == 0) return null;
        string pool = seen.Pool.Metadata.Name;
        string claims = string.Join(", ", left.Select(claim => $"{PoolNames.SealingClaim(pool, claim.Ordinal)} on {claim.Node}"));
        return $"volumes may hold sectors and their nodes are gone: {claims}; a worker comes back to them with their node, and to delete "
            + "their claims gives them up";
    }
}
