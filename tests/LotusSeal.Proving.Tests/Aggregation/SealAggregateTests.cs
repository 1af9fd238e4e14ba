using LotusSeal.Groth16.Aggregation;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Aggregation;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Tests.Aggregation;

/// <summary>Sectors that are proved by one aggregate, and non-interactive ones, whose own proof is one.</summary>
public sealed class SealAggregateTests
{
    private static readonly PoRepConfig Plain = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);
    private static readonly PoRepConfig NonInteractive = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_2_Feat_NonInteractivePoRep);
    private static readonly Secrets Known = Secrets.OfPhrase("porep-vector");
    private static readonly VerifyingKey Key =
        VerifyingKey.Read(File.ReadAllBytes(Repository.Vector("groth16", $"{SealCircuit.FileName(Plain)}.vk")), out _);

    [Theory]
    [InlineData(1, AggregationVersion.V1)]
    [InlineData(3, AggregationVersion.V1)]
    [InlineData(3, AggregationVersion.V2)]
    public void Sectors_hold_together_in_their_order(int count, AggregationVersion version)
    {
        (SealIdentity Sector, SealStatement Statement)[] sectors = [.. Enumerable.Range(1, count).Select(number => Sector(Plain, number))];
        byte[] aggregate = Aggregate(Plain, sectors, version);
        SealAggregateVerifier verifier = new(Key, AggregationKeyFor(2), Plain);
        Assert.True(verifier.Verify(sectors, aggregate, version));
        Assert.False(verifier.Verify([.. sectors[..^1], Sector(Plain, 9)], aggregate, version));
        SealStatement seeded = sectors[0].Statement with { Seed = new(Repeated(0x77)) };
        Assert.False(verifier.Verify([(sectors[0].Sector, seeded), .. sectors[1..]], aggregate, version));
        if (count > 1) Assert.False(verifier.Verify([.. sectors.Reverse()], aggregate, version));
        Assert.Contains("8", Assert.Throws<FormatException>(() =>
            verifier.Verify([.. Enumerable.Range(1, 5).Select(number => Sector(Plain, number))], aggregate, version)).Message);
    }

    /// <summary>It draws its challenges itself, so that a seed says nothing.</summary>
    [Fact]
    public void A_non_interactive_sector_holds_by_its_aggregate_alone()
    {
        (SealIdentity sector, SealStatement statement) = Sector(NonInteractive, 7);
        byte[] proof = Aggregate(NonInteractive, [(sector, statement)], AggregationVersion.V2);
        Assert.Equal(14_164, proof.Length);
        SealVerifier verifier = new(Key, NonInteractive, AggregationKeyFor(2));
        Assert.True(verifier.Verify(sector, statement, proof));
        Assert.True(verifier.Verify(sector, statement with { Seed = new(Repeated(0x77)) }, proof));
        Assert.False(verifier.Verify(sector, statement with { Ticket = new(Repeated(0x77)) }, proof));
        Assert.False(verifier.Verify(sector with { SectorNumber = 8 }, statement, proof));
        Assert.Throws<FormatException>(() => verifier.Verify(sector, statement, proof[..192]));
        Assert.Contains("key is missing", Assert.Throws<SealingException>(() =>
            new SealVerifier(Key, NonInteractive).Verify(sector, statement, proof)).Message);
    }

    [Fact]
    public void What_cannot_be_aggregated_is_told()
    {
        (SealIdentity sector, SealStatement statement) = Sector(NonInteractive, 7);
        Assert.Contains("only 65", Assert.Throws<SealingException>(() => SealBond.CountFor(NonInteractive, 66)).Message);
        Assert.Equal(1024, SealBond.CountFor(NonInteractive, 65));
        Assert.Contains("nothing to aggregate", Assert.Throws<SealingException>(() => SealBond.CountFor(Plain, 0)).Message);
        Assert.Contains("version 2", Assert.Throws<SealingException>(() =>
            Aggregate(NonInteractive, [(sector, statement)], AggregationVersion.V1)).Message);
        Assert.Contains("sector 1 of 1", Assert.Throws<FormatException>(() => SealAggregator.Aggregate(
            Plain, AggregationKeyFor(2), [statement], [new byte[191]], AggregationVersion.V2, TestContext.Current.CancellationToken)).Message);
    }

    private static byte[] Aggregate(PoRepConfig config, (SealIdentity Sector, SealStatement Statement)[] sectors, AggregationVersion version) =>
        SealAggregator.Aggregate(config, AggregationKeyFor(SealBond.CountFor(config, sectors.Length)), [.. sectors.Select(one => one.Statement)],
            [.. sectors.Select(one => Prove(one.Sector, one.Statement))], version, TestContext.Current.CancellationToken);

    private static byte[] Prove(SealIdentity sector, SealStatement statement)
    {
        (CommR commR, CommD commD) = (statement.Commitments.CommR, statement.Commitments.CommD);
        Digest replicaId = ReplicaId.Compute(sector, statement.Ticket, commD);
        return [.. Challenges.Draw(sector.Config, replicaId, commR, statement.Seed).SelectMany((challenges, partition) => ForgedProof.Of(
            Known, Key, SealCircuit.PublicInputs(sector.Config, replicaId, commD, commR, challenges), sector.SectorNumber + (ulong)partition))];
    }

    private static (SealIdentity Sector, SealStatement Statement) Sector(PoRepConfig config, int number) =>
        (new SealIdentity(config, Repeated(0x11), (ulong)number), new SealStatement(
            new SealCommitments(new CommR(Repeated((byte)number)), new CommD(Repeated(0x21))),
            new SealTicket(Repeated((byte)(0x20 + number))), new InteractiveSeed(Repeated((byte)(0x30 + number)))));

    private static AggregationKey AggregationKeyFor(int count)
    {
        using FileStream file = File.OpenRead(Repository.Vector("snarkpack", "test.srs"));
        return AggregationKey.ReadToAggregate(file, count);
    }

    private static Digest Repeated(byte value) => new([.. Enumerable.Repeat(value, Digest.Size)]);
}
