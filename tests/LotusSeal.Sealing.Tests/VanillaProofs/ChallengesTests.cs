using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Tests.VanillaProofs;

public sealed class ChallengesTests
{
    private static readonly Digest ReplicaId = Small(55);
    private static readonly CommR CommR = new(Small(101));

    [Fact]
    public void Synthetic_challenges_are_the_published_ones()
    {
        SyntheticChallenges challenges = new(1 << 10, ReplicaId, CommR);
        Assert.Equal(1u << 10, challenges.Count);
        Assert.Equal([178, 297, 869, 211, 875, 477, 94, 781, 124, 332, 856, 801, 176, 692, 429, 691, 290, 204, 986, 210, 973],
            Enumerable.Range(0, 21).Select(i => challenges[(uint)i]));
    }

    [Fact]
    public void Selected_synthetic_challenges_are_the_published_ones()
    {
        SyntheticChallenges challenges = new(1 << 10, 21, ReplicaId, CommR);
        InteractiveSeed seed = new(new Digest(Enumerable.Repeat((byte)1, 32).ToArray()));
        Assert.Equal([176, 781, 801, 986, 290, 211, 692, 856, 986, 332], challenges.Select(seed, 0, 10));
        Assert.Equal(challenges.Select(seed, 0, 10)[7..], challenges.Select(seed, 7, 3));
    }

    [Theory]
    [InlineData("2kib-zero", 44, 20)]
    [InlineData("2kib", 10, 8)]
    [InlineData("2kib-v1", 52, 51)]
    [InlineData("2kib-synth", 17, 42)]
    [InlineData("4kib", 72, 92)]
    [InlineData("16kib", 38, 440)]
    [InlineData("32kib", 212, 35)]
    [InlineData("8mib", 131601, 198810)]
    public void Challenges_of_the_vectors_are_the_reference_s(string name, uint first, uint second)
    {
        SectorVector vector = SectorVector.Load(name);
        Assert.Equal([first, second], Assert.Single(Challenges.Draw(vector.Config, vector.ReplicaId, vector.Commitments.CommR, vector.Seed)));
    }

    [Fact]
    public void The_8_MiB_synthetic_set_begins_as_the_reference_s()
    {
        SectorVector vector = SectorVector.Load("8mib");
        CommR commR = new(Digest.FromHex("4f6ec0b36eae2cb5134306f4e1bb33cb88de582c6b363ee58f25703ea81b065b"));
        var sector = vector.Sector with { Config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg8MiBV1_1_Feat_SyntheticPoRep) };
        Digest replicaId = Sealing.Graph.ReplicaId.Compute(sector, vector.Ticket, vector.Commitments.CommD);
        SyntheticChallenges set = new(1 << 18, replicaId, commR);
        Assert.Equal([97254, 43801, 237409, 29303], Enumerable.Range(0, 4).Select(i => set[(uint)i]));
        Assert.Equal([96923, 41635], set.SelectIndices(vector.Seed, 0, 2));
        Assert.Equal([131452, 61383], set.Select(vector.Seed, 0, 2));
    }

    private static Digest Small(byte value) => new([value, .. new byte[31]]);
}
