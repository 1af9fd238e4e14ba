using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>The labels of a node and their place in TreeC.</summary>
/// <param name="Index">The node.</param>
/// <param name="Rows">One label per layer, layer 1 first, 32 bytes each.</param>
/// <param name="Inclusion">Path of the column's hash.</param>
public sealed record ColumnProof(uint Index, byte[] Rows, MerklePath Inclusion)
{
    /// <summary>The label of a layer, counted from 1.</summary>
    public ReadOnlySpan<byte> Label(int layer) => Rows.AsSpan((layer - 1) * Digest.Size, Digest.Size);
}
