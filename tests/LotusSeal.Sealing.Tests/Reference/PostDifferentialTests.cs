using System.Text.Json.Nodes;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Reference;

/// <summary>The same random challenges through the reference implementation and through this one.</summary>
public sealed class PostDifferentialTests
{
    private static readonly Dictionary<string, string> ProofTypes = new()
    {
        ["2kib"] = "StackedDrgWindow2KiBV1_2",
        ["8mib"] = "StackedDrgWindow8MiBV1_2",
        ["512mib"] = "StackedDrgWindow512MiBV1_2",
        ["32gib"] = "StackedDrgWindow32GiBV1_2",
        ["64gib"] = "StackedDrgWindow64GiBV1_2",
    };

    [Fact]
    public async Task Random_challenges_of_2_KiB_come_out_identical()
    {
        foreach (bool update in (bool[])[false, true])
        {
            PostVector vector = PostVector.Load("2kib").First(one => one.Update == update);
            await CompareAsync("2kib", vector.Sector, rounds: 8);
        }
    }

    [Fact]
    public async Task Random_challenges_of_8_MiB_come_out_identical()
    {
        Reference();
        using SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"));
        await sector.SealAsync();
        SectorVector vector = sector.Vector;
        await CompareAsync("8mib", new PostSector(vector.Config, vector.Sector.SectorNumber, vector.Commitments.CommR, sector.Paths.Sealed,
            sector.Paths.Cache), rounds: 8);
    }

    [Theory]
    [InlineData("512mib", RegisteredSealProof.StackedDrg512MiBV1_1)]
    [InlineData("32gib", RegisteredSealProof.StackedDrg32GiBV1_1)]
    [InlineData("64gib", RegisteredSealProof.StackedDrg64GiBV1_1)]
    public async Task Sectors_of_full_size_come_out_identical(string size, RegisteredSealProof proof)
    {
        Reference();
        Random random = new(7);
        using TemporaryFolder folder = new();
        PoRepConfig config = PoRepConfig.ForProof(proof);
        ulong[] nodes = [.. Enumerable.Range(0, 5).Select(_ => (ulong)random.NextInt64((long)config.Nodes)), 0, config.Nodes - 1];
        PostSector sector = SparseSector.Create(config, folder.Path, nodes, random);
        await CompareAsync(size, sector, rounds: 2, [.. nodes, 1, config.Nodes / 2, config.Nodes / 2 - 1]);
    }

    private static string Reference()
    {
        if (ReferenceProcess.Locate(out string? reason) is { } program) return program;
        Assert.Skip(reason!);
        return "";
    }

    private static async Task CompareAsync(string size, PostSector sector, int rounds, ulong[]? known = null)
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"random seed {seed}");
        Random random = new(seed);
        using TemporaryFolder folder = new();
        using ReferenceProcess reference = new(Reference(), folder["parents"], ("RAYON_NUM_THREADS", "1"));
        SectorSealer sealer = new(SealingBackends.Create("native"), new SealingOptions { Threads = 2, ParentsCacheDirectory = null });
        for (int round = 0; round < rounds; round++)
        {
            byte[] drawn = new byte[Digest.Size];
            random.NextBytes(drawn);
            ulong[] challenges = known is not null && round == 0 ? known
                : PostChallenges.Draw(new Digest(drawn), sector.Number, 0, 10, sector.Config.Nodes);
            (JsonNode? theirs, _) = await reference.CallAsync("post_vanilla", new()
            {
                ["proof_type"] = ProofTypes[size],
                ["sector_id"] = sector.Number,
                ["comm_r"] = $"{sector.CommR}",
                ["cache"] = sector.CacheDirectory,
                ["replica"] = sector.ReplicaPath,
                ["challenges"] = new JsonArray([.. challenges.Select(challenge => (JsonNode)challenge)]),
            });
            byte[] ours = await sealer.ProvePostSectorAsync(sector, challenges, SealedSector.Token);
            Assert.Equal(theirs!["vanilla"]!.GetValue<string>(), Convert.ToHexStringLower(ours));
        }
    }
}
