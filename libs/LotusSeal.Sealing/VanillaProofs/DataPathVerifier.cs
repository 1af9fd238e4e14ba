using LotusSeal.Sealing.Hashing;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Checks paths in TreeD from the definition (porep.md 2.2). Thread-safe.</summary>
internal sealed class DataPathVerifier(PoRepConfig config)
{
    private readonly int[] _arities = SectorTrees.TreeDArities(config);

    /// <summary>What is wrong with a path, for people, or null.</summary>
    public string? FindFault(MerklePath path, ulong node, CommD commD)
    {
        if (path.Root != commD.Value) return "has another root than CommD";
        if (!path.Leads(node, _arities)) return "leads to another node";
        return Climb(path, _arities.Length) == commD.Value ? null : "does not lead to CommD";
    }

    /// <summary>The node of a row that the path leads through.</summary>
    public static Digest Climb(MerklePath path, int row)
    {
        Span<byte> node = stackalloc byte[Digest.Size], children = stackalloc byte[2 * Digest.Size];
        path.Leaf.Span.CopyTo(node);
        for (int level = 0; level < row; level++)
        {
            path.Levels[level].WriteChildren(node, children);
            Sha254.Hash(children, node);
        }
        return new Digest(node);
    }
}
