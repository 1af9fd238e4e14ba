using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Tests.VanillaProofs;

public sealed class PostChallengesTests
{
    public static TheoryData<string> Sizes => [.. PostVector.Small, "8mib"];

    [Theory, MemberData(nameof(Sizes))]
    public void The_nodes_of_every_sector_of_the_vectors_are_drawn(string size)
    {
        foreach (PostVector vector in PostVector.Load(size)) Assert.Equal(vector.Challenges, vector.Draw());
    }

    [Fact]
    public void Lists_of_sectors_of_every_size_are_drawn_as_by_the_reference()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("post-challenges.json")));
        foreach (JsonElement list in document.RootElement.GetProperty("leaf_challenges").EnumerateArray())
        {
            ulong[] sectors = SectorsOf(list.GetProperty("sectors_in"));
            int each = list.GetProperty("count").GetInt32() / sectors.Length;
            bool first = list.GetProperty("api_version").GetString() == "1.0.0";
            Digest randomness = Digest.FromHex(list.GetProperty("randomness").GetString()!);
            ulong nodes = list.GetProperty("sector_size").GetUInt64() / Digest.Size;
            byte[] drawn = [.. sectors.Select((number, position) => (number, position)).OrderBy(sector => sector.number)
                .SelectMany(sector => PostChallenges.Draw(randomness, sector.number, first ? (ulong)(sector.position * each) : 0, each, nodes))
                .SelectMany(BitConverter.GetBytes)];
            Assert.Equal(list.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(drawn)));
        }
    }

    [Fact]
    public void Bits_that_the_caller_has_to_clear_are_cleared_here()
    {
        byte[] randomness = SHA256.HashData("randomness"u8), masked = [.. randomness];
        randomness[31] |= 0xc0;
        masked[31] &= 0x3f;
        Assert.Equal(PostChallenges.Draw(new Digest(masked), 7, 0, 10, 64), PostChallenges.Draw(new Digest(randomness), 7, 0, 10, 64));
    }

    [Fact]
    public void The_sector_that_wins_is_the_one_of_the_reference()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("post-challenges.json")));
        JsonElement[] draws = [.. document.RootElement.GetProperty("winning_sector").EnumerateArray()];
        Assert.NotEmpty(draws);
        foreach (JsonElement draw in draws)
        {
            Assert.Equal(draw.GetProperty("index")[0].GetUInt64(), PostChallenges.DrawWinner(
                ProverId.FromMiner(draw.GetProperty("miner").GetUInt64()), Digest.FromHex(draw.GetProperty("randomness").GetString()!),
                draw.GetProperty("sector_set_size").GetUInt64()));
        }
    }

    private static ulong[] SectorsOf(JsonElement order)
    {
        if (order.ValueKind == JsonValueKind.Array) return [.. order.EnumerateArray().Select(value => value.GetUInt64())];
        (ulong first, ulong step) = (order.GetProperty("first").GetUInt64(), order.GetProperty("step").GetUInt64());
        return [.. Enumerable.Range(0, order.GetProperty("count").GetInt32()).Select(i => first + step * (ulong)i)];
    }
}
