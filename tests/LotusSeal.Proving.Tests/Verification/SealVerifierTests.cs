using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Proving.Tests.Verification;

/// <summary>Proofs that the reference made of whole sectors.</summary>
public sealed class SealVerifierTests
{
    private static readonly PoRepConfig Config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);
    private static readonly SealIdentity Sector = new(Config, Repeated(0x11), 7);
    private static readonly SealVerifier Verifier = new(ReadKey(), Config);

    [Theory]
    [InlineData("2kib", "fixed")]
    [InlineData("2kib", "random")]
    [InlineData("2kib-zero", "fixed")]
    [InlineData("2kib-zero", "random")]
    public void Proofs_of_the_reference_hold_for_their_sector_and_no_other(string vector, string kind)
    {
        (SealStatement statement, byte[] proof) = Read(vector, kind);
        Assert.True(Verifier.Verify(Sector, statement, proof));
        Assert.False(Verifier.Verify(Sector with { SectorNumber = 8 }, statement, proof));
        Assert.False(Verifier.Verify(Sector with { ProverId = Repeated(0x12) }, statement, proof));
        Assert.False(Verifier.Verify(Sector, statement with { Seed = new(Repeated(0x34)) }, proof));
        Assert.False(Verifier.Verify(Sector, statement with { Ticket = new(Repeated(0x23)) }, proof));
        Assert.False(Verifier.Verify(Sector, statement with { Commitments = new(new(Repeated(1)), statement.Commitments.CommD) }, proof));
        Assert.False(Verifier.Verify(Sector, statement with { Commitments = new(statement.Commitments.CommR, new(Repeated(1))) }, proof));
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        (SealStatement statement, byte[] proof) = Read("2kib", "fixed");
        Assert.Contains("192 bytes, not 191", Assert.Throws<FormatException>(() => Verifier.Verify(Sector, statement, proof[1..])).Message,
            StringComparison.Ordinal);
        Assert.Throws<SealingException>(() => Verifier.Verify(Sector, statement with { Commitments = default }, proof));
        Assert.Throws<SealingException>(() => Verifier.Verify(
            Sector, statement with { Commitments = new(new(Repeated(0xff)), statement.Commitments.CommD) }, proof));
        Assert.Contains("public inputs", Assert.Throws<FormatException>(() =>
            new SealVerifier(ReadKey(), PoRepConfig.ForProof(RegisteredSealProof.StackedDrg32GiBV1_1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_a_test_is_not_one_of_the_network() => Assert.False(
        PublishedParameters.IsPublished(Path.GetFileName(KeyFile()), File.ReadAllBytes(KeyFile())));

    private static (SealStatement Statement, byte[] Proof) Read(string vector, string kind)
    {
        using JsonDocument sector = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector($"{vector}.json")));
        using JsonDocument proofs = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("groth16", "proofs.json")));
        string proof = proofs.RootElement.EnumerateArray().Single(one => one.GetProperty("name").GetString() == $"{vector} {kind}")
            .GetProperty("partitions")[0].GetProperty("proof").GetString()!;
        SealCommitments commitments = new(
            new CommR(Digest.FromHex(sector.RootElement.GetProperty("comm_r").GetString()!)),
            new CommD(Digest.FromHex(sector.RootElement.GetProperty("comm_d").GetString()!)));
        return (new SealStatement(commitments, new(Repeated(0x22)), new(Repeated(0x33))), Convert.FromHexString(proof));
    }

    private static VerifyingKey ReadKey() => VerifyingKey.Read(File.ReadAllBytes(KeyFile()), out _);

    private static string KeyFile() => Repository.Vector("groth16", $"{SealCircuit.FileName(Config)}.vk");

    private static Digest Repeated(byte value) => new([.. Enumerable.Repeat(value, Digest.Size)]);
}
