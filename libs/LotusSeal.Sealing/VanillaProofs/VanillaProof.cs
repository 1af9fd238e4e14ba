using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Everything the circuit needs to know about one challenge (porep.md 7.2).</summary>
/// <param name="Challenge">The node.</param>
/// <param name="CommD">Its data in TreeD.</param>
/// <param name="CommRLast">Its replica node in TreeRLast.</param>
/// <param name="Column">Its labels.</param>
/// <param name="DrgParents">Labels of the six base parents, in order.</param>
/// <param name="ExpanderParents">Labels of the eight expander parents.</param>
/// <param name="Labelings">One per layer, layer 1 first.</param>
/// <param name="Encoding">As the last labeling.</param>
public sealed record VanillaProof(uint Challenge, MerklePath CommD, MerklePath CommRLast, ColumnProof Column, IReadOnlyList<ColumnProof> DrgParents,
    IReadOnlyList<ColumnProof> ExpanderParents, IReadOnlyList<LabelingProof> Labelings, LabelingProof Encoding)
{
    /// <summary>Completes a proof: labelings and encoding follow from the columns.</summary>
    public static VanillaProof FromColumns(uint challenge, MerklePath commD, MerklePath commRLast, ColumnProof column,
        IReadOnlyList<ColumnProof> drgParents, IReadOnlyList<ColumnProof> expanderParents)
    {
        ArgumentNullException.ThrowIfNull(column);
        LabelingProof[] labelings = new LabelingProof[column.Rows.Length / Digest.Size];
        for (int i = 0; i < labelings.Length; i++)
            labelings[i] = LabelingProof.FromColumns((uint)i + 1, challenge, drgParents, expanderParents);
        return new VanillaProof(challenge, commD, commRLast, column, drgParents, expanderParents, labelings, labelings[^1]);
    }
}
