using System.Diagnostics;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>PreCommit2 writes the replica over the data: whatever comes between, half of one is never taken for the other.</summary>
public sealed class ReplicaInPlaceTests
{
    private const string Name = "32kib";
    private const ulong Half = 512, All = 1024;

    [Fact]
    public async Task The_data_are_overwritten_marked_and_closed_to_others_until_all_is_whole()
    {
        using SealedSector sector = await StagedAsync();
        List<(bool Marked, bool Closed, string Files)> seen = [];
        await sector.PreCommit2Async(new Looking(() => seen.Add((IsMarked(sector), IsClosed(sector.Paths.Sealed), string.Join(' ',
            Directory.GetFiles(sector.Folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal))))));
        Assert.All(seen, state => Assert.Equal((true, true, "sealed unsealed"), state));
        Assert.NotEmpty(seen);
        AssertIsSealed(sector);
    }

    [Fact]
    public async Task A_PreCommit2_that_wrote_nothing_yet_leaves_no_mark()
    {
        using SealedSector sector = await StagedAsync();
        Damage.Flip(sector.Cache(SectorFileNames.TreeD), 100);
        await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit2Async());
        Assert.False(IsMarked(sector));
        Assert.Equal(SealedSector.Sha256(sector.Paths.Unsealed!), SealedSector.Sha256(sector.Paths.Sealed));
    }

    [Theory]
    [InlineData(Half, "PC2")]
    [InlineData(Half, "PC1")]
    [InlineData(All, "PC2")]
    [InlineData(All, "PC1")]
    [InlineData(Half, "kill")]
    public async Task A_killed_PreCommit2_is_gone_on_with(ulong nodes, string next)
    {
        using SealedSector sector = await StagedAsync();
        await SealingChild.KillAsync(sector, nodes);
        Assert.True(IsMarked(sector));
        Assert.False(File.Exists(sector.Cache(SectorFileNames.PersistentAux)));
        Assert.NotEqual(SealedSector.Sha256(sector.Paths.Unsealed!), SealedSector.Sha256(sector.Paths.Sealed));
        await Assert.ThrowsAsync<SealingException>(sector.Commit1Async);

        if (next == "kill") await SealingChild.KillAsync(sector, nodes / 2);
        if (next == "PC1") await AssertPreCommit1MakesOnlyTheCopyAsync(sector);
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        AssertIsSealed(sector);
    }

    [Fact]
    public async Task Others_are_refused_by_the_length_of_tree_d_while_the_file_is_neither()
    {
        using SealedSector sector = await StagedAsync();
        string tree = sector.Cache(SectorFileNames.TreeD);
        long length = new FileInfo(tree).Length;
        await SealingChild.KillAsync(sector, Half);
        Assert.Equal(length + 1, new FileInfo(tree).Length);
        await sector.PreCommit2Async();
        Assert.Equal(length, new FileInfo(tree).Length);
    }

    [Theory]
    [InlineData("p_aux")]
    [InlineData("link")]
    [InlineData("symlink")]
    [InlineData("reader")]
    [InlineData("tree-d link")]
    public async Task Where_it_might_hurt_the_replica_gets_a_file_of_its_own(string reason)
    {
        using SealedSector sector = await StagedAsync();
        string other = sector.Folder["other"], data = SealedSector.Sha256(sector.Paths.Sealed);
        using FileStream? reader = reason == "reader" ? File.Open(sector.Paths.Sealed, FileMode.Open, FileAccess.Read, FileShare.ReadWrite) : null;
        if (reason == "p_aux") File.Copy(sector.Cache(SectorFileNames.TreeD), sector.Cache(SectorFileNames.PersistentAux));
        if (reason == "link") await RunAsync("ln", sector.Paths.Sealed, other);
        if (reason == "tree-d link") await RunAsync("ln", sector.Cache(SectorFileNames.TreeD), other);
        if (reason == "symlink")
        {
            File.Move(sector.Paths.Sealed, other);
            File.CreateSymbolicLink(sector.Paths.Sealed, other);
        }

        int files = Directory.GetFiles(sector.Folder.Path).Length;
        List<bool> seen = [];
        await sector.PreCommit2Async(new Looking(() =>
            seen.Add(!IsMarked(sector) && Directory.GetFiles(sector.Folder.Path, "sealed.*.tmp").Length == 1)));
        Assert.All(seen, Assert.True);
        Assert.NotEmpty(seen);
        AssertIsSealed(sector);
        Assert.Equal(files, Directory.GetFiles(sector.Folder.Path).Length);
        if (reason is "link" or "symlink") Assert.Equal(data, SealedSector.Sha256(other));
        if (reader is not null) Assert.Equal(32768, reader.Length);
    }

    [Fact]
    public async Task A_replica_that_is_whole_is_not_lost_when_PreCommit2_is_called_again_and_fails()
    {
        using SealedSector sector = await (await StagedAsync()).SealAsync();
        byte[] proof = await sector.Commit1Async();
        byte[] layer = await File.ReadAllBytesAsync(sector.Cache(SectorFileNames.Layer(1)), SealedSector.Token);
        File.WriteAllBytes(sector.Cache(SectorFileNames.Layer(1)), [.. layer[..^32], .. Enumerable.Repeat((byte)0xff, 32)]);
        await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit2Async());
        File.WriteAllBytes(sector.Cache(SectorFileNames.Layer(1)), layer);
        AssertIsSealed(sector);
        Assert.Equal(proof, await sector.Commit1Async());
        // As after finalize: layers and tree-d are gone.
        sector.Sealer.ClearCache(sector.Paths.Cache);
        await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit2Async());
        sector.AssertReplicaIsWhole();
        Assert.True(File.Exists(sector.Cache(SectorFileNames.PersistentAux)));
    }

    [Fact]
    public async Task A_kill_after_the_names_and_before_the_mark_is_gone_costs_nothing()
    {
        using SealedSector sector = await (await StagedAsync()).SealAsync();
        await using (FileStream tree = new(sector.Cache(SectorFileNames.TreeD), FileMode.Append)) tree.WriteByte(0);
        SealingException error = await Assert.ThrowsAsync<SealingException>(sector.Commit1Async);
        Assert.Contains("tree-d.dat has 65505 bytes instead of 65504", error.Message, StringComparison.Ordinal);
        using StopAfter stop = new(progress => progress.Done >= Half);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sector.PreCommit2Async(stop, stop.Token));
        sector.AssertReplicaIsWhole();
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        AssertIsSealed(sector);
    }

    [Fact]
    public async Task Of_two_at_once_one_is_in_place_the_other_is_not_and_the_replica_is_whole()
    {
        using SealedSector sector = await StagedAsync();
        using ManualResetEventSlim isHalf = new(), goOn = new();
        Task<SealCommitments> first = sector.PreCommit2Async(new Looking(() =>
        {
            isHalf.Set();
            goOn.Wait(Patience.Limit);
        }));
        Assert.True(isHalf.Wait(Patience.Limit, SealedSector.Token));
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        goOn.Set();
        SealingException error = await Assert.ThrowsAsync<SealingException>(() => first);
        Assert.Contains("sealed was replaced", error.Message, StringComparison.Ordinal);
        AssertIsSealed(sector);
    }

    [Fact]
    public async Task A_killed_one_does_not_hold_up_the_next_and_one_that_lives_cannot_spoil_it()
    {
        using SealedSector sector = await StagedAsync();
        using Process living = SealingChild.Start(sector, Half);
        try
        {
            await HaltingProgress.WaitAsync(living);
            Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        }
        finally
        {
            await ChildProcess.KillAsync(living);
        }
        sector.AssertReplicaIsWhole();
        Assert.False(IsMarked(sector));
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        AssertIsSealed(sector);
    }

    [Fact]
    public async Task A_folder_that_takes_no_new_file_is_enough()
    {
        using SealedSector sector = await StagedAsync(folder => Path.Combine(folder, "sealed-files", "s-t01000-1"));
        string folder = Path.GetDirectoryName(sector.Paths.Sealed)!;
        // Permissions do not bind a test that runs as root; this does.
        if (!await TryRunAsync("chattr", "+i", folder)) Assert.Skip("the file system cannot close a folder");
        try
        {
            Assert.Throws<UnauthorizedAccessException>(() => File.WriteAllText(Path.Combine(folder, "new"), ""));
            Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        }
        finally
        {
            await RunAsync("chattr", "-i", folder);
        }
        AssertIsSealed(sector);
    }

    private static async Task AssertPreCommit1MakesOnlyTheCopyAsync(SealedSector sector)
    {
        using KeptFiles kept =
            new(new[] { SectorFileNames.Layer(1), SectorFileNames.Layer(2), SectorFileNames.TreeD }.Select(sector.Cache));
        string unsealed = SealedSector.Sha256(sector.Paths.Unsealed!);
        File.Move(sector.Paths.Unsealed!, sector.Folder["away"]);
        await sector.PreCommit1Async();
        kept.AssertAreThere();
        Assert.Equal(unsealed, SealedSector.Sha256(sector.Paths.Sealed));
        Assert.False(IsMarked(sector));
    }

    private static async Task<SealedSector> StagedAsync(Func<string, string>? place = null)
    {
        SealedSector sector = new(SectorVector.Load(Name), SealingBackends.Create("native"), place: place);
        await sector.PreCommit1Async();
        return sector;
    }

    private static void AssertIsSealed(SealedSector sector)
    {
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
    }

    private static bool IsMarked(SealedSector sector) => OverwriteMark.IsSet(sector.Paths.Cache, sector.Vector.Config);

    private static bool IsClosed(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task RunAsync(string program, params string[] arguments) => Assert.True(await TryRunAsync(program, arguments));

    private static async Task<bool> TryRunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0;
    }

    /// <summary>Does something once, when a half is done.</summary>
    private sealed class Looking(Action look) : IProgress<PhaseProgress>
    {
        private int _looked;

        public void Report(PhaseProgress value)
        {
            if (value.Done >= Half && Interlocked.Exchange(ref _looked, 1) == 0) look();
        }
    }
}
