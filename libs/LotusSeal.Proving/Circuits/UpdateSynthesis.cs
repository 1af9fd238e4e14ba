using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Gadgets;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Circuits;

/// <summary>Writes the head of the circuit of a partition of an update; the numbers of the steps are those of porep.md 10.3.</summary>
internal sealed class UpdateSynthesis(ConstraintSystem system, UpdatePartition circuit)
{
    private readonly UpdateRules _rules = circuit.Rules;
    private readonly UpdatePartitionProof _proof = circuit.Proof;

    /// <returns>Its challenges, each a block.</returns>
    public IReadOnlyList<CircuitBlock> Run()
    {
        // Step 1: which partition, and which high bits of a node choose its factor.
        (Number partition, Bit[] partitionBits, Bit[] selection) = PublishPartition();
        // Steps 2 and 3.
        Number oldCommR = Publish(circuit.Statement.OldCommR.Value), commD = Publish(circuit.Statement.New.CommD.Value);
        Number newCommR = Publish(circuit.Statement.New.CommR.Value);
        Number phi = PoseidonGadget.Hash(system, [commD, oldCommR], UpdateHash.Tag);
        // Step 4.
        UpdateChallengeProof first = _proof.Challenges[0];
        Number commC = Allocate(_proof.CommC), oldRoot = Allocate(first.OldReplica.Root), newRoot = Allocate(first.NewReplica.Root);
        Number[] apexLeaves = [.. _proof.ApexLeaves.Select(Allocate)];
        Number[][] partitionPath = MerkleGadget.AllocateSiblings(system, first.Data.Levels.Skip(_rules.ChallengeBits));
        // Step 5.
        Number.RequireEqual(system, PoseidonGadget.Hash(system, [commC, oldRoot]), oldCommR);
        Number.RequireEqual(system, PoseidonGadget.Hash(system, [commC, newRoot]), newCommR);
        // Step 6.
        MerkleGadget.RequireInDataTreeAt(system, ApexRoot(apexLeaves), partitionBits, partitionPath, commD);
        // Steps 7 and 8.
        UpdateHead head = new(partitionBits, selection, phi, oldRoot, newRoot, apexLeaves);
        return [.. Challenges(partition, newCommR).Select((random, i) => new CircuitBlock(
            block => new UpdateOpening(block, _rules, head).Run(_proof.Challenges[i], random), [.. random.Select(bit => bit.Variable)]))];
    }

    private (Number Partition, Bit[] PartitionBits, Bit[] Selection) PublishPartition()
    {
        ulong value = UpdateCircuit.PartitionAndSelection(_rules, circuit.Partition);
        Number both = Number.AllocatePublic(system, Fr.FromUInt64(value));
        int count = _rules.PartitionsLog2 + _rules.FactorBits.Count;
        Bit[] bits = [.. Enumerable.Range(0, count).Select(i => Bit.Allocate(system, (value >> i & 1) != 0))];
        Number.RequireBits(system, bits, both);
        Bit[] partitionBits = bits[.._rules.PartitionsLog2];
        return (Number.Pack(system, partitionBits), partitionBits, bits[_rules.PartitionsLog2..]);
    }

    private Number Allocate(Digest value) => Number.Allocate(system, Fr.Read(value.Span));

    private Number Publish(Digest value) => Number.AllocatePublic(system, Fr.Read(value.Span));

    private Number ApexRoot(Number[] leaves)
    {
        Number[] row = leaves;
        while (row.Length > 1) row = [.. row.Chunk(2).Select(pair => BitOrder.HashPair(system, pair))];
        return row[0];
    }

    /// <summary>The random bits of each challenge, the least significant first.</summary>
    private Bit[][] Challenges(Number partition, Number newCommR)
    {
        int digests = UpdateChallenges.DigestsOf(_rules), each = UpdateChallenges.PerDigest(_rules), bits = _rules.ChallengeBits;
        List<Bit[]> challenges = [];
        for (int i = 0; i < digests; i++)
        {
            Number digest = PoseidonGadget.Hash(system, [newCommR, DigestIndex(partition, digests, i)], UpdateHash.Tag);
            Bit[] all = AllBits(digest);
            for (int j = 0; j < each && challenges.Count < _rules.ChallengesPerPartition; j++) challenges.Add(all[(j * bits)..((j + 1) * bits)]);
        }

        return [.. challenges];
    }

    /// <summary>partition · digests + index.</summary>
    private Number DigestIndex(Number partition, int digests, int index)
    {
        Fr factor = Fr.FromUInt64((ulong)digests), constant = Fr.FromUInt64((ulong)index);
        Number result = Number.Allocate(system, partition.Value * factor + constant);
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(partition.Variable, factor).Add(Variable.One, constant);
        b.Add(Variable.One);
        c.Add(result.Variable);
        system.End();
        return result;
    }

    private Bit[] AllBits(Number number)
    {
        const int FieldBits = 255;
        byte[] bytes = new byte[Fr.Size];
        number.Value.Write(bytes);
        Bit[] bits = [.. Enumerable.Range(0, FieldBits).Select(i => Bit.Allocate(system, (bytes[i >> 3] >> (i & 7) & 1) != 0))];
        Number.RequireBits(system, bits, number);
        return bits;
    }
}
