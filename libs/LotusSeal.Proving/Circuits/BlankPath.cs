using LotusSeal.Sealing.Trees;

namespace LotusSeal.Proving.Circuits;

/// <summary>A path of zeros, for circuits without a sector.</summary>
internal static class BlankPath
{
    /// <summary>A path in a tree.</summary>
    /// <param name="arities">Children of a node on each level, lowest first.</param>
    public static MerklePath Of(IReadOnlyList<int> arities) =>
        MerklePath.FromSiblings(default, default, 0, arities, new byte[arities.Sum(arity => arity - 1) * Digest.Size]);
}
