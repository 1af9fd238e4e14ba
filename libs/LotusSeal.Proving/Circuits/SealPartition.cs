using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Gadgets;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Circuits;

/// <summary>The circuit of one partition of a proof of replication (porep.md 8.5).</summary>
/// <param name="Common">What all partitions of the sector have in common.</param>
/// <param name="Challenges">The vanilla proofs of the partition, in order.</param>
public sealed record SealPartition(SealPartitionCommon Common, IReadOnlyList<VanillaProof> Challenges) : BlockCircuit
{
    /// <inheritdoc/>
    public override IReadOnlyList<CircuitBlock> SynthesizeHead(ConstraintSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        Number replicaId = Number.AllocatePublic(system, Fr.Read(Common.ReplicaId.Span));
        Bit[] replicaIdBits = BitOrder.MessageBits(system, replicaId);
        Number commD = Number.AllocatePublic(system, Fr.Read(Common.CommD.Value.Span));
        Number commR = Number.AllocatePublic(system, Fr.Read(Common.CommR.Value.Span));
        Number commRLast = Number.Allocate(system, Fr.Read(Common.CommRLast.Span)), commC = Number.Allocate(system, Fr.Read(Common.CommC.Span));
        Number.RequireEqual(system, commR, PoseidonGadget.Hash(system, [commC, commRLast]));
        return [.. Challenges.Select(proof => new CircuitBlock(block =>
            new ChallengeSynthesis(block, replicaIdBits, commD, commRLast, commC, proof).Run()))];
    }

    /// <summary>The partitions of a sector, from what Commit1 has shown of it.</summary>
    public static SealPartition[] Of(Commit1Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        VanillaProof first = output.Partitions[0][0];
        SealPartitionCommon common = new(output.ReplicaId, output.CommD, output.CommR, first.Column.Inclusion.Root, first.CommRLast.Root);
        return [.. output.Partitions.Select(challenges => new SealPartition(common, challenges))];
    }

    /// <summary>A partition of a sector of zeros.</summary>
    public static SealPartition Blank(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        MerklePath data = BlankPath.Of(SectorTrees.TreeDArities(config)), compound = BlankPath.Of(SectorTrees.CompoundArities(config));
        ColumnProof column = new(0, new byte[config.Layers * Digest.Size], compound);
        VanillaProof challenge = VanillaProof.FromColumns(0, data, compound, column, [.. Enumerable.Repeat(column, SectorGraph.BaseDegree)],
            [.. Enumerable.Repeat(column, SectorGraph.ExpanderDegree)]);
        SealPartitionCommon common = new(default, default, default, default, default);
        return new SealPartition(common, [.. Enumerable.Repeat(challenge, config.ChallengesPerPartition)]);
    }
}
