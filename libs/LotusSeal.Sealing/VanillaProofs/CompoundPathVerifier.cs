using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Poseidon;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Checks paths in TreeC and TreeRLast from the definitions (porep.md 5.2). Thread-safe.</summary>
/// <remarks>Hashes in managed code on purpose: a fault of the backend that made the path shows here.</remarks>
internal sealed class CompoundPathVerifier
{
    private readonly int[] _arities;
    private readonly Dictionary<int, PoseidonHasher> _hashers;

    public CompoundPathVerifier(PoRepConfig config)
    {
        _arities = SectorTrees.CompoundArities(config);
        _hashers = _arities.Distinct().ToDictionary(arity => arity, arity => new PoseidonHasher(arity));
    }

    /// <summary>What is wrong with a path, for people, or null.</summary>
    public string? FindFault(MerklePath path, ulong node)
    {
        if (!path.Leads(node, _arities)) return "leads to another node";
        if (!Fr.IsCanonical(path.Leaf.Span)) return "starts at a leaf that is not a field element";
        return Climb(path.Leaf, path.Levels) switch
        {
            null => "holds a node that is not a field element",
            { } root => root == path.Root ? null : "does not lead to its root",
        };
    }

    /// <summary>The node that levels lead to from the one below them; null when a node among them is not a field element.</summary>
    public Digest? Climb(Digest node, IEnumerable<MerkleLevel> levels)
    {
        Span<byte> value = stackalloc byte[Digest.Size], children = stackalloc byte[SectorTrees.BaseArity * Digest.Size];
        node.Span.CopyTo(value);
        foreach (MerkleLevel level in levels)
        {
            Span<byte> group = children[..(level.Arity * Digest.Size)];
            level.WriteChildren(value, group);
            for (int at = 0; at < group.Length; at += Digest.Size)
                if (!Fr.IsCanonical(group.Slice(at, Digest.Size))) return null;
            _hashers[level.Arity].Hash(group, value);
        }
        return new Digest(value);
    }
}
