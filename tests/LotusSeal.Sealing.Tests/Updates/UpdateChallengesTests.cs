using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Sealing.Tests.Updates;

public sealed class UpdateChallengesTests
{
    /// <summary>Published with the reference implementation: CommR, partition, the first challenges.</summary>
    public static TheoryData<ulong, int, uint[]> Published => new()
    {
        { 1UL << 11, 0, [53, 51, 56, 3, 0] },
        { 1UL << 35, 15, [1038629497, 1053983614, 1030421316, 1027373887, 1068685433] },
    };

    [Theory, MemberData(nameof(Published))]
    public void Challenges_are_the_published_ones(ulong sectorSize, int partition, uint[] expected)
    {
        UpdateRules rules = UpdateRules.For(PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0));
        CommR commR = new(Digest.FromHex("101cbe4b9c42604f04c703c396f788c6cb2d6d7d58f45430b12eb2edd640076c"));
        uint[] drawn = UpdateChallenges.Draw(rules, partition, commR);
        Assert.Equal(rules.ChallengesPerPartition, drawn.Length);
        Assert.Equal(expected, drawn[..expected.Length]);
    }

    [Fact]
    public void Challenges_are_those_of_the_reference_s_updates()
    {
        foreach (UpdateVector vector in (UpdateVector[])[UpdateVector.Small, UpdateVector.Large])
        {
            UpdateRules rules = UpdateRules.For(vector.Config);
            for (int partition = 0; partition < vector.Challenges.Count; partition++)
                Assert.Equal(vector.Challenges[partition], UpdateChallenges.Draw(rules, partition, vector.Statement.New.CommR));
        }
    }

    [Theory]
    [InlineData(11, 1, 10, 8, 1, 1)]
    [InlineData(12, 1, 10, 8, 1, 1)]
    [InlineData(14, 2, 10, 128, 1, 1)]
    [InlineData(15, 2, 10, 128, 1, 1)]
    [InlineData(23, 4, 10, 128, 10, 8)]
    [InlineData(24, 4, 10, 128, 10, 8)]
    [InlineData(29, 16, 86, 128, 10, 8)]
    [InlineData(35, 16, 86, 128, 10, 8)]
    [InlineData(36, 16, 86, 128, 10, 8)]
    public void Rules_follow_from_the_nodes(int sizeLog2, int partitions, int challenges, int apexLeaves, int factorBits, int selection)
    {
        UpdateRules rules = UpdateRules.For(PoRepConfig.ForShape(1UL << sizeLog2, default, ApiVersion.V1_1_0));
        Assert.Equal((partitions, challenges, apexLeaves, factorBits, selection),
            (rules.Partitions, rules.ChallengesPerPartition, rules.ApexLeaves, rules.ChosenFactorBits, rules.FactorSelection));
    }
}
