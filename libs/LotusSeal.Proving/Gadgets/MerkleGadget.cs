using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Proving.Gadgets;

/// <summary>That a leaf is in a tree, at a place that becomes public (porep.md 8.4).</summary>
internal static class MerkleGadget
{
    private delegate Number Hash(ConstraintSystem system, ReadOnlySpan<Number> children);

    /// <summary>In a tree of Poseidon.</summary>
    public static void RequireInPoseidonTree(ConstraintSystem system, Number leaf, MerklePath path, Number root) =>
        Require(system, leaf, path, root, PoseidonGadget.Hash);

    /// <summary>In a tree of SHA-256 cut to 254 bits.</summary>
    public static void RequireInDataTree(ConstraintSystem system, Number leaf, MerklePath path, Number root) =>
        Require(system, leaf, path, root, BitOrder.HashPair);

    private static void Require(ConstraintSystem system, Number leaf, MerklePath path, Number root, Hash hash)
    {
        List<Bit> place = [];
        Number current = leaf;
        foreach (MerkleLevel level in path.Levels)
        {
            Bit[] index = new Bit[int.Log2(level.Arity)];
            for (int i = 0; i < index.Length; i++) index[i] = Bit.Allocate(system, (level.Index >> i & 1) != 0);
            place.AddRange(index);
            Number[] siblings = new Number[level.Arity - 1];
            for (int i = 0; i < siblings.Length; i++)
                siblings[i] = Number.Allocate(system, Fr.Read(level.Siblings.AsSpan(i * Fr.Size, Fr.Size)));
            current = hash(system, Insertion.Insert(system, current, index, siblings));
        }

        Number.PackIntoInput(system, place.ToArray());
        Number.RequireEqual(system, current, root);
    }
}
