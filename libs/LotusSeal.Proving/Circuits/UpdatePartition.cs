using LotusSeal.Groth16.Constraints;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Circuits;

/// <summary>The circuit of one partition of an update's proof (porep.md 10.3).</summary>
/// <param name="Rules">The rules of the sector's shape.</param>
/// <param name="Statement">What is proved.</param>
/// <param name="Partition">Index of the partition.</param>
/// <param name="Proof">Its vanilla proof.</param>
public sealed record UpdatePartition(UpdateRules Rules, UpdateStatement Statement, int Partition, UpdatePartitionProof Proof) : BlockCircuit
{
    /// <inheritdoc/>
    public override IReadOnlyList<CircuitBlock> SynthesizeHead(ConstraintSystem system) => new UpdateSynthesis(system, this).Run();

    /// <summary>A partition of an update of zeros.</summary>
    public static UpdatePartition Blank(PoRepConfig config)
    {
        UpdateRules rules = UpdateRules.For(config);
        MerklePath replica = BlankPath.Of(SectorTrees.CompoundArities(config)), data = BlankPath.Of(SectorTrees.TreeDArities(config));
        UpdateChallengeProof challenge = new(replica, data, replica);
        UpdatePartitionProof proof = new(default, new Digest[rules.ApexLeaves], [.. Enumerable.Repeat(challenge, rules.ChallengesPerPartition)]);
        return new UpdatePartition(rules, new UpdateStatement(default, default), 0, proof);
    }
}
