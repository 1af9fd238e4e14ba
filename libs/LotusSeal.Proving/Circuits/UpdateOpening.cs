using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Gadgets;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Circuits;

/// <summary>The part of an update's circuit that belongs to one challenge: step 8 of porep.md 10.3.</summary>
/// <param name="system">Where it is written.</param>
/// <param name="rules">The rules of the sector's shape.</param>
/// <param name="head">What is before it.</param>
internal sealed class UpdateOpening(ConstraintSystem system, UpdateRules rules, UpdateHead head)
{
    /// <summary>Writes it.</summary>
    /// <param name="proof">What is opened.</param>
    /// <param name="random">The random bits of the challenge, the least significant first.</param>
    public void Run(UpdateChallengeProof proof, Bit[] random)
    {
        Bit[] place = [.. random, .. head.PartitionBits];
        Number factor = PoseidonGadget.Hash(system, [head.Phi, ChosenBits(place)], UpdateHash.Tag);
        Number oldLeaf = Number.Allocate(system, Fr.Read(proof.OldReplica.Leaf.Span)), data = Number.Allocate(system, Fr.Read(proof.Data.Leaf.Span));
        Number newLeaf = Number.Add(system, oldLeaf, Number.Multiply(system, data, factor));
        RequireInReplica(oldLeaf, place, proof.OldReplica, head.OldRoot);
        RequireInReplica(newLeaf, place, proof.NewReplica, head.NewRoot);
        Number apexLeaf = Select(head.ApexLeaves, random[rules.ApexRow..]);
        Number[][] siblings = MerkleGadget.AllocateSiblings(system, proof.Data.Levels.Take(rules.ApexRow));
        MerkleGadget.RequireInDataTreeAt(system, data, place, siblings, apexLeaf);
    }

    private void RequireInReplica(Number leaf, Bit[] place, MerklePath path, Number root) =>
        MerkleGadget.RequireInPoseidonTreeAt(system, leaf, place, MerkleGadget.AllocateSiblings(system, path.Levels), root);

    /// <summary>The high bits of a place, as many as the one bit of the selection says.</summary>
    private Number ChosenBits(Bit[] place)
    {
        Bit[] selection = head.Selection;
        Number[] choices = new Number[selection.Length];
        for (int i = 0; i < choices.Length; i++)
            choices[i] = Number.Multiply(system, Number.Pack(system, place.AsSpan()[^rules.FactorBits[i]..]), selection[i]);
        return Number.Sum(system, choices);
    }

    /// <summary>The number at a place, whose most significant bit is looked at first.</summary>
    private Number Select(Number[] numbers, Bit[] place)
    {
        Number[] left = numbers;
        for (int bit = place.Length - 1; bit >= 0; bit--)
        {
            int half = left.Length / 2;
            Number[] picked = new Number[half];
            for (int i = 0; i < half; i++) picked[i] = Number.Pick(system, place[bit], left[half + i], left[i]);
            left = picked;
        }

        return left[0];
    }
}
