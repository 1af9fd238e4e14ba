using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>The bytes of a Merkle path in a vanilla proof (post.md 4.3); the reader takes only what the writer makes.</summary>
/// <param name="arities">Children of a node on each level, lowest first.</param>
/// <param name="baseLevels">Levels inside a base tree; what comes above are a sub and a top level.</param>
internal sealed class PathFormat(int[] arities, int baseLevels)
{
    /// <summary>0 for a single tree, 1 with a sub level, 2 with a top level too.</summary>
    private uint Tag => (uint)(arities.Length - baseLevels);

    /// <summary>Bytes of a path.</summary>
    public int Length => sizeof(uint) + 2 * Digest.Size + ((int)Tag + 1) * sizeof(ulong)
        + arities.Sum(arity => 2 * sizeof(ulong) + (arity - 1) * Digest.Size);

    /// <summary>Paths in TreeRLast or TreeC.</summary>
    public static PathFormat OfTreeRLast(PoRepConfig config) => new(SectorTrees.CompoundArities(config), SectorTrees.BaseLevels(config));

    /// <summary>Paths in TreeD.</summary>
    public static PathFormat OfTreeD(PoRepConfig config) => new(SectorTrees.TreeDArities(config), config.NodesLog2);

    // Root and leaf stand first for a single tree and last for the others.
    public void Write(BinaryWriter writer, MerklePath path)
    {
        writer.Write(Tag);
        bool single = Tag == 0;
        if (single) WriteEnds(writer, path);
        WriteLevels(writer, path.Levels.Take(baseLevels).ToArray());
        for (int level = baseLevels; level < arities.Length; level++) WriteLevels(writer, [path.Levels[level]]);
        if (!single) WriteEnds(writer, path);
    }

    /// <exception cref="SealingException">No path of that shape; the message names the field and the byte.</exception>
    public MerklePath Read(ref BincodeReader reader)
    {
        reader.Require("the shape of a path", Tag, reader.Short());
        bool single = Tag == 0;
        (Digest root, Digest leaf) = single ? (reader.Digest(), reader.Digest()) : default;
        List<MerkleLevel> levels = [];
        ReadLevels(ref reader, arities.AsSpan(0, baseLevels), levels);
        for (int level = baseLevels; level < arities.Length; level++) ReadLevels(ref reader, arities.AsSpan(level, 1), levels);
        if (!single) (root, leaf) = (reader.Digest(), reader.Digest());
        return new MerklePath(root, leaf, levels);
    }

    private static void WriteEnds(BinaryWriter writer, MerklePath path)
    {
        writer.Write(path.Root.Span);
        writer.Write(path.Leaf.Span);
    }

    private static void WriteLevels(BinaryWriter writer, MerkleLevel[] levels)
    {
        writer.Write((ulong)levels.Length);
        foreach (MerkleLevel level in levels)
        {
            writer.Write((ulong)level.Arity - 1);
            writer.Write(level.Siblings);
            writer.Write((ulong)level.Index);
        }
    }

    private static void ReadLevels(ref BincodeReader reader, ReadOnlySpan<int> arities, List<MerkleLevel> levels)
    {
        reader.Require("the length of a path", (ulong)arities.Length, reader.Number());
        foreach (int arity in arities)
        {
            reader.Require("the number of siblings", (ulong)arity - 1, reader.Number());
            byte[] siblings = reader.Bytes((arity - 1) * Digest.Size).ToArray();
            levels.Add(new MerkleLevel(siblings, reader.Index(arity)));
        }
    }
}
