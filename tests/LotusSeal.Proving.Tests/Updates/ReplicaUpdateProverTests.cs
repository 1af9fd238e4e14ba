using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Proving.Updates;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Tests.Updates;

/// <summary>What the proof of an update refuses before it proves; that it proves is looked at through the worker's command.</summary>
public sealed class ReplicaUpdateProverTests
{
    /// <summary>A key without queries: nothing gets as far as them.</summary>
    private static readonly Parameters OnlyKey = new(VerifyingKey.Read(File.ReadAllBytes(Repository.Vector("groth16",
        $"{UpdateCircuit.FileName(UpdateCase.SmallConfig)}.vk")), out _), new PointArray<Fp>([]), new PointArray<Fp>([]), new PointArray<Fp>([]),
        new PointArray<Fp>([]), new PointArray<Fp2>([]));

    private static readonly byte[] Vanilla = UpdateCase.SmallVanillaProof;
    private readonly ReplicaUpdateProver _prover = new(OnlyKey, UpdateCase.SmallConfig);

    /// <summary>Every part of the vanilla proof is bound: one that is changed anywhere is told before a circuit is made.</summary>
    [Fact]
    public void A_vanilla_proof_that_was_changed_is_refused()
    {
        for (int i = 0; i < Vanilla.Length; i += 131)
        {
            byte[] changed = [.. Vanilla];
            changed[i] ^= 1;
            Refused(UpdateCase.SmallStatement, changed);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(39)]
    [InlineData(-1)]
    public void One_that_is_cut_is_refused(int length) =>
        Refused(UpdateCase.SmallStatement, Vanilla[..(length < 0 ? Vanilla.Length + length : length)]);

    [Fact]
    public void So_is_one_with_more_behind_it() => Refused(UpdateCase.SmallStatement, [.. Vanilla, 0]);

    [Fact]
    public void Another_number_of_them_is_refused()
    {
        Assert.Contains("has 1 vanilla proofs, one of each partition, not 0", Refused(UpdateCase.SmallStatement), StringComparison.Ordinal);
        Assert.Contains("not 2", Refused(UpdateCase.SmallStatement, Vanilla, Vanilla), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_statement_is_refused()
    {
        UpdateStatement right = UpdateCase.SmallStatement;
        Refused(right with { OldCommR = right.New.CommR }, Vanilla);
        Refused(right with { New = right.New with { CommR = right.OldCommR } }, Vanilla);
        Refused(right with { New = right.New with { CommD = new CommD(right.OldCommR.Value) } }, Vanilla);
        Assert.Contains("new CommD", Refused(right with { New = right.New with { CommD = default } }, Vanilla), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_circuit_is_refused()
    {
        Parameters other = OnlyKey with
        {
            VerifyingKey = VerifyingKey.Read(File.ReadAllBytes(Repository.Vector("groth16",
                $"{SealCircuit.FileName(UpdateCase.SmallConfig)}.vk")), out _),
        };
        Assert.Contains("public inputs", Assert.Throws<FormatException>(() => new ReplicaUpdateProver(other, UpdateCase.SmallConfig)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_needed_is_known_beforehand()
    {
        ProofNeeds small = ProofNeeds.OfUpdate(UpdateCase.SmallConfig);
        ProofNeeds large = ProofNeeds.OfUpdate(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg32GiBV1_1));
        Assert.Equal(($"{UpdateCircuit.FileName(UpdateCase.SmallConfig)}.params", 655_789_464, 1),
            (small.ParametersFile, small.ParametersLength, small.Partitions));
        Assert.Equal((34_453_501_368, 16), (large.ParametersLength, large.Partitions));
        Assert.InRange(small.Memory, 400L << 20, 1L << 30);
        Assert.InRange(large.Memory, 14L << 30, 17L << 30);
    }

    private string Refused(UpdateStatement statement, params byte[][] vanillaProofs) => Assert.Throws<SealingException>(() =>
        _prover.Prove(statement, vanillaProofs, null, null, TestContext.Current.CancellationToken)).Message;
}
