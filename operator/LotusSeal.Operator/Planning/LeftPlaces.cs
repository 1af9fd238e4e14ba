using System.Globalization;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Planning;

/// <summary>
/// Places without a pod whose volume or folder may hold sectors, in a pool that moves sectors away before a worker goes: somebody deleted the pod, or
/// it never began, and then the pool became smaller.
/// </summary>
internal static class LeftPlaces
{
    /// <summary>What to tell of them; null when there are none.</summary>
    /// <param name="seen">The pool.</param>
    /// <param name="binding">Its folders.</param>
    /// <param name="filled">Ordinals that get a pod at this look.</param>
    public static string? Message(PoolObservation seen, PlaceBinding binding, IEnumerable<int> filled)
    {
        if (Find(seen, binding, filled) is not { Count: > 0 } left) return null;
        string pool = seen.Pool.Metadata.Name, places = string.Join(", ", left.Select(ordinal => PoolNames.Pod(pool, ordinal)));
        int replicas = seen.Pool.Spec.Replicas + left.Count;
        return string.Create(CultureInfo.InvariantCulture, $"the volumes of {places} may hold sectors and have no worker: "
            + $"`kubectl scale sealworker {pool} --replicas={replicas}` brings them back, and a smaller number afterwards moves their sectors first; "
            + $"{Forgotten(seen)} gives them up");
    }

    private static string Forgotten(PoolObservation seen) =>
        seen.Pool.Spec.Storage.Sealing is { Claim: not null } ? "to delete their claims" : $"to take the annotation {PoolAnnotations.Nodes} away";

    private static IReadOnlyList<int> Find(PoolObservation seen, PlaceBinding binding, IEnumerable<int> filled)
    {
        if (seen.IsDeleted || seen.Pool.Spec.Suspend || !new DrainPlanner(seen).HasToEvacuate(DrainReason.ScaleDown)) return [];
        HashSet<int> known = [.. seen.Pods.Select(pod => pod.Ordinal), .. filled];
        IEnumerable<int> claims = seen.Claims.Where(claim => claim is { IsEvacuated: false, IsUnused: false, IsTerminating: false })
            .Select(claim => claim.Ordinal);
        return [.. claims.Concat(binding.Ordinals).Where(ordinal => !known.Contains(ordinal)).Distinct().Order()];
    }
}
