namespace LotusSeal.Sealing.Trees;

/// <summary>A leaf's way to the root: base levels, then the sub level, then the top level (porep.md 7.2).</summary>
/// <param name="Root">Root of the whole tree.</param>
/// <param name="Leaf">The leaf.</param>
/// <param name="Levels">Lowest first.</param>
public sealed record MerklePath(Digest Root, Digest Leaf, IReadOnlyList<MerkleLevel> Levels)
{
    /// <summary>Rebuilds a path from its siblings alone; the positions follow from the leaf's index.</summary>
    /// <param name="root">Root of the whole tree.</param>
    /// <param name="leaf">The leaf.</param>
    /// <param name="index">Index of the leaf.</param>
    /// <param name="arities">Children of a node on each level, lowest first.</param>
    /// <param name="siblings">All siblings, lowest level first.</param>
    public static MerklePath FromSiblings(Digest root, Digest leaf, ulong index, IReadOnlyList<int> arities, ReadOnlySpan<byte> siblings)
    {
        ArgumentNullException.ThrowIfNull(arities);
        MerkleLevel[] levels = new MerkleLevel[arities.Count];
        for (int i = 0; i < levels.Length; i++)
        {
            int size = (arities[i] - 1) * Digest.Size;
            levels[i] = new MerkleLevel(siblings[..size].ToArray(), (int)(index % (ulong)arities[i]));
            siblings = siblings[size..];
            index /= (ulong)arities[i];
        }
        return new MerklePath(root, leaf, levels);
    }

    /// <summary>True when the levels have these arities and lead to the leaf of this index.</summary>
    public bool Leads(ulong index, IReadOnlyList<int> arities)
    {
        ArgumentNullException.ThrowIfNull(arities);
        if (Levels.Count != arities.Count) return false;
        for (int i = 0; i < arities.Count; i++)
        {
            if (Levels[i].Arity != arities[i] || Levels[i].Index != (int)(index % (ulong)arities[i])) return false;
            index /= (ulong)arities[i];
        }
        return true;
    }
}
