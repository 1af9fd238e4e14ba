using k8s.Models;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Observed;

/// <summary>Reads what decisions need from a sealing claim.</summary>
public static class ClaimReader
{
    private const string SelectedNode = "volume.kubernetes.io/selected-node";

    /// <summary>The claim as that of an ordinal of a pool; null when its name is none of the pool's.</summary>
    public static ObservedClaim? Read(string pool, V1PersistentVolumeClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (PoolNames.ClaimOrdinal(pool, claim.Metadata.Name) is not { } ordinal) return null;
        IDictionary<string, string> annotations = claim.Metadata.Annotations ?? new Dictionary<string, string>();
        string size = claim.Spec?.Resources?.Requests is { } requests && requests.TryGetValue("storage", out ResourceQuantity? storage)
            ? storage.ToString() : "";
        return new ObservedClaim(
            ordinal, size,
            Node: annotations.TryGetValue(SelectedNode, out string? node) ? node : null,
            IsEvacuated: PoolAnnotations.IsOn(annotations, PoolAnnotations.Evacuated),
            IsTerminating: claim.Metadata.DeletionTimestamp is not null)
        {
            IsUnused = PoolAnnotations.IsOn(annotations, PoolAnnotations.Unused),
            IsGivenUp = PoolAnnotations.IsOn(annotations, PoolAnnotations.GivenUp),
        };
    }
}
