using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Proving.Gadgets;

/// <summary>That a leaf is in a tree: at a place that becomes public (porep.md 8.4), or at one that the circuit knows (porep.md 10.3).</summary>
internal static class MerkleGadget
{
    private delegate Number Hash(ConstraintSystem system, ReadOnlySpan<Number> children);

    /// <summary>In a tree of Poseidon.</summary>
    public static void RequireInPoseidonTree(ConstraintSystem system, Number leaf, MerklePath path, Number root) =>
        Require(system, leaf, path, root, PoseidonGadget.Hash);

    /// <summary>In a tree of SHA-256 cut to 254 bits.</summary>
    public static void RequireInDataTree(ConstraintSystem system, Number leaf, MerklePath path, Number root) =>
        Require(system, leaf, path, root, BitOrder.HashPair);

    /// <summary>In a tree of Poseidon, at a known place.</summary>
    /// <param name="system">The system.</param>
    /// <param name="leaf">The leaf.</param>
    /// <param name="place">Bits of its index, the least significant first.</param>
    /// <param name="siblings">Those of each level, lowest first, allocated.</param>
    /// <param name="root">The root.</param>
    public static void RequireInPoseidonTreeAt(
        ConstraintSystem system, Number leaf, ReadOnlySpan<Bit> place, IReadOnlyList<Number[]> siblings, Number root) =>
        RequireAt(system, leaf, place, siblings, root, PoseidonGadget.Hash);

    /// <inheritdoc cref="RequireInPoseidonTreeAt"/>
    /// <summary>In a tree of SHA-256 cut to 254 bits, at a known place.</summary>
    public static void RequireInDataTreeAt(
        ConstraintSystem system, Number leaf, ReadOnlySpan<Bit> place, IReadOnlyList<Number[]> siblings, Number root) =>
        RequireAt(system, leaf, place, siblings, root, BitOrder.HashPair);

    /// <summary>Allocates the siblings of levels, lowest first.</summary>
    public static Number[][] AllocateSiblings(ConstraintSystem system, IEnumerable<MerkleLevel> levels) =>
        [.. levels.Select(level => AllocateSiblings(system, level))];

    private static Number[] AllocateSiblings(ConstraintSystem system, MerkleLevel level)
    {
        Number[] siblings = new Number[level.Arity - 1];
        for (int i = 0; i < siblings.Length; i++) siblings[i] = Number.Allocate(system, Fr.Read(level.Siblings.AsSpan(i * Fr.Size, Fr.Size)));
        return siblings;
    }

    private static void RequireAt(
        ConstraintSystem system, Number leaf, ReadOnlySpan<Bit> place, IReadOnlyList<Number[]> siblings, Number root, Hash hash)
    {
        Number current = leaf;
        foreach (Number[] level in siblings)
        {
            int bits = int.Log2(level.Length + 1);
            current = hash(system, Insertion.Insert(system, current, place[..bits], level));
            place = place[bits..];
        }

        Number.RequireEqual(system, current, root);
    }

    private static void Require(ConstraintSystem system, Number leaf, MerklePath path, Number root, Hash hash)
    {
        List<Bit> place = [];
        Number current = leaf;
        foreach (MerkleLevel level in path.Levels)
        {
            Bit[] index = new Bit[int.Log2(level.Arity)];
            for (int i = 0; i < index.Length; i++) index[i] = Bit.Allocate(system, (level.Index >> i & 1) != 0);
            place.AddRange(index);
            current = hash(system, Insertion.Insert(system, current, index, AllocateSiblings(system, level)));
        }

        Number.PackIntoInput(system, place.ToArray());
        Number.RequireEqual(system, current, root);
    }
}
