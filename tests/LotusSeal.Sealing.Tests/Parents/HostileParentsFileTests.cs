using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Sealing.Tests.Parents;

/// <summary>Whatever is in a parents file: the parents are the graph's, with at most one warning, and the file stays as it is.</summary>
public sealed class HostileParentsFileTests
{
    [Fact]
    public async Task A_changed_parents_file_changes_nothing()
    {
        using SealedSector sector = new(SectorVector.Load("2kib"), SealingBackends.Create("native"));
        string path = sector.Folder["parents", SectorGraph.ParentsFileName(SectorGraph.SeedsOf(sector.Vector.Config))];
        await sector.Sealer.WriteParentsAsync(sector.Vector.Config, path, null, SealedSector.Token);
        byte[] sound = File.ReadAllBytes(path);
        using OpenGraph graph = SealingBackends.Create("native").Graph!.Open(SectorGraph.SeedsOf(sector.Vector.Config));
        uint[] expected = new uint[graph.Seeds.Nodes * SectorGraph.Degree], actual = new uint[expected.Length];
        graph.Fill(0, expected);
        byte[]? before = null;
        new Fuzz(sound) { Rounds = 150 }.Check<SealingException>(bytes =>
        {
            List<string> warnings = [];
            Overwrite(path, bytes);
            ParentsCache cache = new(new SealingOptions { ParentsCacheDirectory = sector.Folder["parents"], Warning = warnings.Add });
            // The first layer proves the file, the second one relies on that, and then it changes under the third one.
            for (int layer = 0; layer < 3; layer++)
            {
                using IParentsSource source = cache.Open(graph);
                if (layer == 2 && before is not null) Overwrite(path, before);
                source.Fill(0, actual.AsSpan(0, actual.Length / 2));
                source.Fill((uint)graph.Seeds.Nodes / 2, actual.AsSpan(actual.Length / 2));
                Assert.Equal(expected, actual);
                Assert.True(warnings.Count <= 1);
                if (layer == 1 && bytes.AsSpan().SequenceEqual(sound)) Assert.Empty(warnings);
                if (layer == 1 && !bytes.AsSpan().SequenceEqual(sound)) Assert.Contains(path, Assert.Single(warnings), StringComparison.Ordinal);
                if (layer == 1) Assert.Equal(bytes, File.ReadAllBytes(path));
            }

            before = [.. bytes];
        });
    }

    [Fact]
    public async Task A_changed_parents_file_gives_the_same_layers()
    {
        using SealedSector sector = new(SectorVector.Load("2kib"), SealingBackends.Create("native"));
        string path = sector.Folder["parents", SectorGraph.ParentsFileName(SectorGraph.SeedsOf(sector.Vector.Config))];
        await sector.Sealer.WriteParentsAsync(sector.Vector.Config, path, null, SealedSector.Token);
        await new Fuzz(File.ReadAllBytes(path)) { Rounds = 3 }.CheckAsync(async bytes =>
        {
            File.WriteAllBytes(path, bytes);
            await sector.PreCommit1Async();
            Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
            sector.AssertCacheIs("cache_files_after_pc2");
            Assert.Equal(bytes, File.ReadAllBytes(path));
        });
    }

    /// <summary>Without a lock: a process that another test starts in this moment would hold it for a while.</summary>
    private static void Overwrite(string path, byte[] bytes)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        file.Write(bytes);
    }
}
