using System.Diagnostics;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Phases;

public sealed class RestartTests
{
    private const string Name = "32kib";

    [Theory]
    [InlineData("tree-d", false)]
    [InlineData("layer 1/2", false)]
    [InlineData("layer 2/2", false)]
    [InlineData("layer 2/2", true)]
    public async Task An_interrupted_PreCommit1_goes_on_and_gives_the_same_files(string step, bool lowMemory)
    {
        using SealedSector sector = New(options => options with { LowMemory = lowMemory });
        await InterruptPreCommit1Async(sector, step);
        List<string> steps = [];
        await sector.PreCommit1Async(new Recorder(steps));
        // One report, of the layer that was kept.
        if (step == "layer 2/2") Assert.Single(steps, "layer 1/2");
        await sector.PreCommit2Async();
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
    }

    [Fact]
    public async Task A_whole_layer_is_kept_by_a_restart()
    {
        using SealedSector sector = New();
        await InterruptPreCommit1Async(sector, "layer 2/2");
        DateTime written = File.GetLastWriteTimeUtc(sector.Cache(SectorFileNames.Layer(1)));
        Assert.True(File.Exists(Path.Combine(sector.Records, SectorFileNames.LayerCheckpoint)));
        await sector.PreCommit1Async();
        Assert.Equal(written, File.GetLastWriteTimeUtc(sector.Cache(SectorFileNames.Layer(1))));
        Assert.True(Directory.Exists(sector.Records));
        await sector.PreCommit2Async();
        Assert.False(Directory.Exists(sector.Records));
    }

    [Fact]
    public async Task Memory_that_is_missing_says_nothing_about_a_layer()
    {
        bool hasMemory = true;
        List<string> warnings = [];
        using PagesDouble pages = new() { MayReserve = () => hasMemory };
        using SealedSector sector = New(options => options with { Pages = pages, Warning = warnings.Add });
        await sector.PreCommit1Async();
        // Made again over layer 1, which is whole.
        Damage.Flip(sector.Cache(SectorFileNames.Layer(2)), 12345);
        warnings.Clear();
        hasMemory = false;
        SealingException error = await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit1Async());
        Assert.Contains("of memory", error.Message, StringComparison.Ordinal);
        Assert.Contains("layer-2.dat is missing or damaged", Assert.Single(warnings), StringComparison.Ordinal);
        hasMemory = true;
        List<string> steps = [];
        await sector.PreCommit1Async(new Recorder(steps));
        // One report, of the layer that was kept.
        Assert.Single(steps, "layer 1/2");
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_finished_PreCommit1_labels_nothing_when_it_is_repeated(bool killedBeforeItsEnd)
    {
        List<string> notes = [];
        using SealedSector sector = New(options => options with { Note = notes.Add });
        await sector.PreCommit1Async();
        Dictionary<string, DateTime> written = Times(sector);
        if (killedBeforeItsEnd)
        {
            (Process process, _, _) = await OwnerChild.StartAsync(sector.Paths.Cache, name: "sc-02-data-layer-2", suffix: "..tmp");
            await ChildProcess.KillAsync(process);
        }

        List<string> steps = [];
        await sector.PreCommit1Async(new Recorder(steps));
        Assert.Equal(["layer 2/2", "tree-d"], steps.Order(StringComparer.Ordinal));
        Assert.Equal(written, Times(sector));
        Assert.Contains(notes, note => note.EndsWith("2 of 2 layers are whole and kept, nothing is labelled again", StringComparison.Ordinal));
        await sector.PreCommit2Async();
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
    }

    [Fact]
    public async Task A_cache_never_holds_names_of_our_own_after_PreCommit1()
    {
        using SealedSector sector = New();
        await sector.PreCommit1Async();
        Assert.Equal(["sc-02-data-layer-1.dat", "sc-02-data-layer-2.dat", "sc-02-data-tree-d.dat"],
            Directory.GetFileSystemEntries(sector.Paths.Cache).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_checkpoint_of_version_0_1_is_taken_over_and_leaves_the_cache()
    {
        using SealedSector sector = New();
        await InterruptPreCommit1Async(sector, "layer 2/2");
        DateTime written = File.GetLastWriteTimeUtc(sector.Cache(SectorFileNames.Layer(1)));
        File.Move(Path.Combine(sector.Records, SectorFileNames.LayerCheckpoint), sector.Cache(SectorFileNames.FormerLayerCheckpoint));
        Directory.Delete(sector.Records, recursive: true);
        await sector.PreCommit1Async();
        Assert.Equal(written, File.GetLastWriteTimeUtc(sector.Cache(SectorFileNames.Layer(1))));
        Assert.False(File.Exists(sector.Cache(SectorFileNames.FormerLayerCheckpoint)));
        Damage.Flip(sector.Cache(SectorFileNames.Layer(1)), 100);
        await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit2Async());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_layer_that_is_lost_after_it_was_checked_is_labelled_again(bool lowMemory)
    {
        string layer = "";
        using SealedSector sector = New(options => options with
        {
            LowMemory = lowMemory,
            Note = note =>
            {
                if (note.Contains("1 of 2 layers are whole", StringComparison.Ordinal)) Damage.Truncate(layer, 4096);
            },
        });
        layer = sector.Cache(SectorFileNames.Layer(1));
        await InterruptPreCommit1Async(sector, "layer 2/2");
        await sector.PreCommit1Async();
        Assert.Equal(32768, new FileInfo(layer).Length);
        await sector.PreCommit2Async();
        sector.AssertCacheIs("cache_files_after_pc2");
    }

    [Fact]
    public async Task A_damaged_layer_is_made_anew_by_a_restart()
    {
        List<string> warnings = [];
        using SealedSector sector = New(options => options with { Warning = warnings.Add });
        await InterruptPreCommit1Async(sector, "layer 2/2");
        Damage.Flip(sector.Cache(SectorFileNames.Layer(1)), 5000);
        await sector.SealAsync();
        sector.AssertCacheIs("cache_files_after_pc2");
        Assert.Contains(warnings, warning => warning.Contains("layer-1.dat is missing or damaged"));
    }

    [Fact]
    public async Task Another_ticket_starts_anew()
    {
        using SealedSector sector = New();
        using StopAfter stop = new(progress => progress.Step == "layer 2/2");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            sector.Sealer.PreCommit1Async(sector.Staged with { Ticket = new SealTicket(sector.Vector.Seed.Value) }, stop, stop.Token));
        await sector.SealAsync();
        sector.AssertCacheIs("cache_files_after_pc2");
    }

    [Fact]
    public async Task PreCommit1_after_PreCommit2_starts_from_the_unsealed_file()
    {
        using SealedSector sector = await New().SealAsync();
        await sector.SealAsync();
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
    }

    [Fact]
    public async Task An_interrupted_PreCommit2_leaves_what_it_was_made_of_and_can_be_repeated()
    {
        using SealedSector sector = New();
        await sector.PreCommit1Async();
        Dictionary<string, string> before = Directory.GetFiles(sector.Paths.Cache).ToDictionary(path => path, SealedSector.Sha256);
        before.Remove(sector.Cache(SectorFileNames.TreeD));
        using StopAfter stop = new(progress => progress.Done >= 512);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sector.PreCommit2Async(stop, stop.Token));
        Assert.Equal(before, before.Keys.ToDictionary(path => path, SealedSector.Sha256));
        Assert.True(Directory.Exists(sector.Records));
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
        Assert.Empty(Directory.GetFiles(sector.Folder.Path, "*.tmp"));
    }

    [Fact]
    public async Task Files_of_a_crash_are_removed_by_the_next_try()
    {
        using SealedSector sector = New();
        Directory.CreateDirectory(sector.Paths.Cache);
        string[] leftOver = ["sc-02-data-layer-1..tmp", "t_aux..tmp", SectorFileNames.FormerLayerCheckpoint, "sc-02-data-tree-c-77.dat"];
        foreach (string name in leftOver)
            await File.WriteAllTextAsync(sector.Cache(name), "{ left over", SealedSector.Token);
        // Names without an owner, as older builds have them.
        foreach (string old in Directory.GetFiles(sector.Paths.Cache, "*..tmp"))
            File.SetLastWriteTimeUtc(old, DateTime.UtcNow - UnfinishedFiles.SurelyOld - TimeSpan.FromMinutes(1));
        (Process process, _, _) = await OwnerChild.StartAsync(sector.Paths.Cache, name: "sc-02-data-layer-2", suffix: "..tmp");
        await ChildProcess.KillAsync(process);
        Directory.CreateDirectory(sector.Records);
        await File.WriteAllTextAsync(Path.Combine(sector.Records, SectorFileNames.LayerCheckpoint), "{ left over", SealedSector.Token);
        await sector.SealAsync();
        sector.AssertCacheIs("cache_files_after_pc2");
    }

    [Fact]
    public async Task Clearing_removes_what_finalize_does_and_is_no_error_twice()
    {
        using SealedSector sector = await New().SealAsync();
        string[] kept = ["p_aux", .. Enumerable.Range(0, 16).Select(i => $"sc-02-data-tree-r-last-{i}.dat"), "t_aux"];
        for (int i = 0; i < 2; i++)
        {
            sector.Sealer.ClearCache(sector.Paths.Cache);
            Assert.Equal(kept.Order(StringComparer.Ordinal),
                Directory.GetFiles(sector.Paths.Cache).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        }
        sector.Sealer.ClearCache(sector.Folder["nowhere"]);
    }

    private static SealedSector New(Func<SealingOptions, SealingOptions>? configure = null) =>
        new(SectorVector.Load(Name), SealingBackends.Create("managed"), configure);

    private static async Task InterruptPreCommit1Async(SealedSector sector, string step)
    {
        using StopAfter stop = new(progress => progress.Step == step);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sector.PreCommit1Async(stop, stop.Token));
    }

    private static Dictionary<string, DateTime> Times(SealedSector sector) =>
        new[] { SectorFileNames.TreeD, SectorFileNames.Layer(1), SectorFileNames.Layer(2) }
            .Select(sector.Cache).Append(sector.Paths.Sealed).ToDictionary(path => path, File.GetLastWriteTimeUtc);

    private sealed class Recorder(List<string> steps) : IProgress<PhaseProgress>
    {
        public void Report(PhaseProgress value)
        {
            lock (steps) steps.Add(value.Step);
        }
    }
}
