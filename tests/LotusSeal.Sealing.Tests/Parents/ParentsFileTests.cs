using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Parents;

/// <summary>A parents file that somebody else filled, or that a disk changed, never reaches a label.</summary>
public sealed class ParentsFileTests
{
    /// <summary>What is done to a sound file of the 8 MiB graph, and the first node that is wrong then.</summary>
    public static TheoryData<string, uint> Damages => new()
    {
        { "one u32 lowered", 100_003 },
        { "pages 1000 to 1063 are zero", 73_142 },
        { "the last node", 262_143 },
    };

    [Theory, MemberData(nameof(Damages))]
    public async Task Layers_over_a_damaged_file_are_the_reference_s(string damage, uint firstWrongNode)
    {
        List<string> warnings = [];
        using SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"),
            options => options with { Warning = warnings.Add });
        string path = await WriteFileAsync(sector);
        Damage(path, damage);
        string damaged = SealedSector.Sha256(path);

        await sector.PreCommit1Async();

        foreach (int layer in (int[])[1, 2]) AssertLayer(sector, $"sc-02-data-layer-{layer}.dat");
        string warning = Assert.Single(warnings);
        Assert.Contains(path, warning);
        Assert.Contains($"node {firstWrongNode} ", warning);
        Assert.Equal(damaged, SealedSector.Sha256(path));
        Assert.Equal([path], Directory.GetFiles(sector.Folder["parents"]));
    }

    [Theory]
    [InlineData(0, "3584")]
    [InlineData(100, "3584")]
    [InlineData(3585, "3584")]
    public async Task A_file_of_another_length_is_left_alone(int length, string right)
    {
        List<string> warnings = [];
        using SealedSector sector = new(SectorVector.Load("2kib"), SealingBackends.Create("managed"),
            options => options with { Warning = warnings.Add });
        string path = FileOf(sector);
        Directory.CreateDirectory(sector.Folder["parents"]);
        await File.WriteAllBytesAsync(path, new byte[length], SealedSector.Token);
        await sector.SealAsync();
        Assert.Contains($"{path} has {length} bytes instead of {right}", Assert.Single(warnings));
        Assert.Equal(length, new FileInfo(path).Length);
    }

    [Fact]
    public async Task A_parent_outside_the_graph_is_never_followed()
    {
        List<string> warnings = [];
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("managed"),
            options => options with { Warning = warnings.Add });
        await sector.PreCommit1Async();
        Overwrite(FileOf(sector), 40, BitConverter.GetBytes(1024u));
        sector.Sealer.ForgetLayers(sector.Paths.Cache);
        await sector.SealAsync();
        Assert.Contains("node 40 ", Assert.Single(warnings));
    }

    [Theory]
    [InlineData("a byte changed")]
    [InlineData("cut")]
    [InlineData("replaced")]
    public async Task A_file_that_changes_after_it_was_proved_is_noticed(string change)
    {
        List<string> warnings = [];
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("managed"));
        string path = await WriteFileAsync(sector);
        ParentsCache cache = new(new SealingOptions { ParentsCacheDirectory = sector.Folder["parents"], Warning = warnings.Add });
        using OpenGraph graph = SealingBackends.Create("managed").Graph!.Open(SectorGraph.SeedsOf(sector.Vector.Config));
        uint[] expected = new uint[graph.Seeds.Nodes * SectorGraph.Degree];
        graph.Fill(0, expected);
        foreach (string when in (string[])["proved", "again", change])
        {
            if (when == "a byte changed") Overwrite(path, 40, [1]);
            if (when == "cut") Support.Damage.Truncate(path, 100);
            if (when == "replaced") File.WriteAllBytes(path, new byte[expected.Length * sizeof(uint)]);
            Assert.Equal(expected, ReadAll(cache, graph));
            Assert.Equal(when == change ? 1 : 0, warnings.Count);
        }
    }

    [Fact]
    public async Task A_file_that_is_cut_while_it_is_read_is_noticed()
    {
        List<string> warnings = [];
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("managed"));
        string path = await WriteFileAsync(sector);
        ParentsCache cache = new(new SealingOptions { ParentsCacheDirectory = sector.Folder["parents"], Warning = warnings.Add });
        using OpenGraph graph = SealingBackends.Create("managed").Graph!.Open(SectorGraph.SeedsOf(sector.Vector.Config));
        uint[] expected = new uint[100 * SectorGraph.Degree], actual = new uint[expected.Length];
        graph.Fill(900, expected);
        using IParentsSource source = cache.Open(graph);
        source.Fill(0, actual);
        Support.Damage.Truncate(path, 100);
        source.Fill(900, actual);
        Assert.Equal(expected, actual);
        Assert.Contains(path, Assert.Single(warnings));
    }

    [Fact]
    public async Task No_folder_means_no_file()
    {
        Assert.Null(new SealingOptions().ParentsCacheDirectory);
        using SealedSector sector = new(SectorVector.Load("2kib"), SealingBackends.Create("managed"),
            options => options with { ParentsCacheDirectory = null });
        await sector.SealAsync();
        Assert.False(Directory.Exists(sector.Folder["parents"]));
    }

    /// <summary>Blocks of several lengths, as layers of an unseal have.</summary>
    private static uint[] ReadAll(ParentsCache cache, OpenGraph graph)
    {
        uint[] parents = new uint[graph.Seeds.Nodes * SectorGraph.Degree];
        using IParentsSource source = cache.Open(graph);
        for (int half = 0; half < 2; half++)
            source.Fill((uint)(half * 512), parents.AsSpan(half * 512 * SectorGraph.Degree, 512 * SectorGraph.Degree));
        source.Fill(1000, parents.AsSpan(1000 * SectorGraph.Degree));
        return parents;
    }

    private static string FileOf(SealedSector sector) =>
        sector.Folder["parents", SectorGraph.ParentsFileName(SectorGraph.SeedsOf(sector.Vector.Config))];

    private static async Task<string> WriteFileAsync(SealedSector sector)
    {
        string path = FileOf(sector);
        await sector.Sealer.WriteParentsAsync(sector.Vector.Config, path, null, SealedSector.Token);
        Assert.Equal(sector.Vector.ParentsSha256, SealedSector.Sha256(path));
        return path;
    }

    private static void Damage(string path, string damage)
    {
        switch (damage)
        {
            case "one u32 lowered":
                byte[] parent = new byte[sizeof(uint)];
                using (FileStream file = File.OpenRead(path))
                {
                    file.Position = 100_003 * SectorGraph.ParentsSize;
                    file.ReadExactly(parent);
                }
                Overwrite(path, 100_003, BitConverter.GetBytes(BitConverter.ToUInt32(parent) - 1));
                break;
            case "pages 1000 to 1063 are zero":
                using (FileStream file = new(path, FileMode.Open, FileAccess.Write))
                {
                    file.Position = 1000 * 4096;
                    file.Write(new byte[64 * 4096]);
                }
                break;
            default:
                Overwrite(path, 262_143, [7]);
                break;
        }
    }

    private static void Overwrite(string path, long node, byte[] bytes)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.Position = node * SectorGraph.ParentsSize;
        file.Write(bytes);
    }

    private static void AssertLayer(SealedSector sector, string name) =>
        Assert.True(sector.Vector.Files("cache_files_after_pc2")[name].Sha256 == SealedSector.Sha256(sector.Cache(name)), $"{name} differs.");
}
