using System.Text;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Commit2;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Proving.Tests.Commit2;

/// <summary>What Commit2 refuses before it proves; that it proves is looked at through the worker's command, where a file of parameters is.</summary>
public sealed class SealProverTests
{
    private static readonly PoRepConfig Config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);
    private static readonly SealIdentity Sector = new(Config, Repeated(0x11), 7);
    private static readonly byte[] Output = File.ReadAllBytes(Repository.Vector("2kib", "c1-output.json"));

    /// <summary>A key without queries: nothing gets as far as them.</summary>
    private static readonly Parameters OnlyKey = new(VerifyingKey.Read(File.ReadAllBytes(Repository.Vector("groth16",
        $"{SealCircuit.FileName(Config)}.vk")), out _), new PointArray<Bls12381.Fields.Fp>([]), new PointArray<Bls12381.Fields.Fp>([]),
        new PointArray<Bls12381.Fields.Fp>([]), new PointArray<Bls12381.Fields.Fp>([]), new PointArray<Bls12381.Fields.Fp2>([]));

    private readonly SealProver _prover = new(OnlyKey, Config);

    [Fact]
    public void A_sector_that_is_another_one_is_refused()
    {
        Assert.Contains("replica_id", Refused(Sector with { SectorNumber = 8 }, Output), StringComparison.Ordinal);
        Assert.Contains("replica_id", Refused(Sector with { ProverId = Repeated(0x12) }, Output), StringComparison.Ordinal);
        SealIdentity other = Sector with { Config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1) };
        Assert.Throws<ArgumentException>(() => _prover.Prove(other, Output, null, null, TestContext.Current.CancellationToken));
    }

    /// <summary>Every byte of the proofs is bound: one that is changed anywhere is told before a circuit is made.</summary>
    [Theory]
    [InlineData("\"comm_d_proofs\":{\"data\":{\"Single\":{\"root\":[", "TreeD")]
    [InlineData("\"comm_r_last_proof\":{\"data\":{\"Single\":{\"root\":[", "")]
    [InlineData("\"c_x\":{\"column\":{\"index\":10,\"rows\":[[", "")]
    [InlineData("\"labeling_proofs\":[{\"parents\":[[", "")]
    [InlineData("\"encoding_proof\":{\"parents\":[[", "")]
    [InlineData("\"comm_r\":[", "")]
    [InlineData("\"comm_d\":[", "")]
    [InlineData("\"replica_id\":[", "replica_id")]
    [InlineData("\"ticket\":[", "replica_id")]
    [InlineData("\"seed\":[", "")]
    public void An_output_that_was_changed_is_refused(string before, string reason)
    {
        string text = Encoding.UTF8.GetString(Output);
        int begin = text.IndexOf(before, StringComparison.Ordinal) + before.Length, end = text.IndexOfAny([',', ']'], begin);
        Assert.True(begin >= before.Length, before);
        int value = int.Parse(text[begin..end], System.Globalization.CultureInfo.InvariantCulture);
        string changed = $"{text[..begin]}{value ^ 1}{text[end..]}";
        Assert.Contains(reason, Refused(Sector, Encoding.UTF8.GetBytes(changed)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50_000)]
    [InlineData(-1)]
    public void An_output_that_is_cut_is_refused(int length) => Refused(Sector, Output[..(length < 0 ? Output.Length + length : length)]);

    [Fact]
    public void A_sector_whose_proofs_are_aggregated_is_refused() => Assert.Contains("aggregated", Assert.Throws<SealingException>(() =>
        new SealProver(OnlyKey, PoRepConfig.ForProof((RegisteredSealProof)15))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_key_of_another_circuit_is_refused() => Assert.Contains("public inputs", Assert.Throws<FormatException>(() =>
        new SealProver(OnlyKey, PoRepConfig.ForProof(RegisteredSealProof.StackedDrg32GiBV1_1))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_needed_is_known_beforehand()
    {
        ProofNeeds small = ProofNeeds.OfSeal(Config), large = ProofNeeds.OfSeal(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg32GiBV1_1));
        Assert.Equal(($"{SealCircuit.FileName(Config)}.params", 1_114_707_768, 1), (small.ParametersFile, small.ParametersLength, small.Partitions));
        Assert.Equal((47_373_928_632, 10), (large.ParametersLength, large.Partitions));
        Assert.InRange(small.Memory, 500L << 20, 1L << 30);
        Assert.InRange(large.Memory, 14L << 30, 17L << 30);
    }

    private string Refused(SealIdentity sector, byte[] output) => Assert.Throws<SealingException>(() =>
        _prover.Prove(sector, output, null, null, TestContext.Current.CancellationToken)).Message;

    private static Digest Repeated(byte value) => new([.. Enumerable.Repeat(value, Digest.Size)]);
}
