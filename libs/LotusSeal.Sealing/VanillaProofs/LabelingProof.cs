using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>What a label is the hash of, besides the replica id (porep.md 3.6).</summary>
/// <param name="Parents">37 labels in hash order, 32 bytes each.</param>
/// <param name="LayerIndex">1-based.</param>
/// <param name="Node">The labelled node.</param>
public sealed record LabelingProof(byte[] Parents, uint LayerIndex, ulong Node)
{
    /// <summary>Collects the parents' labels: base parents of the same layer, expander parents of the one below.</summary>
    public static LabelingProof FromColumns(uint layer, uint node, IReadOnlyList<ColumnProof> drgParents, IReadOnlyList<ColumnProof> expanderParents)
    {
        ArgumentNullException.ThrowIfNull(drgParents);
        ArgumentNullException.ThrowIfNull(expanderParents);
        byte[] parents = new byte[SectorGraph.LabelParents * Digest.Size];
        for (int slot = 0; slot < SectorGraph.LabelParents; slot++)
        {
            int parent = LabelMessage.ParentOfSlot(layer, slot);
            ReadOnlySpan<byte> label = parent < SectorGraph.BaseDegree
                ? drgParents[parent].Label((int)layer)
                : expanderParents[parent - SectorGraph.BaseDegree].Label((int)layer - 1);
            label.CopyTo(parents.AsSpan(slot * Digest.Size));
        }
        return new LabelingProof(parents, layer, node);
    }
}
