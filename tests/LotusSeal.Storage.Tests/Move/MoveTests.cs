using System.ComponentModel;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage.Tests;

public class MoveTests
{
    private const SectorFileType Both = SectorFileType.Sealed | SectorFileType.Cache;
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_move_makes_the_calls_of_a_real_worker_and_leaves_one_primary_copy(bool oneMount)
    {
        using OtherDisk? other = oneMount ? null : new OtherDisk();
        await using TestNode node = await TestNode.StartAsync(_miner);
        string from = await node.AddPathAsync("from"), to = await node.AddPathAsync("to", seal: false, store: true, parent: other?.Path);
        byte[] content = Sectors.Bytes(2048), tree = Sectors.Bytes(3_000_000);
        string oldFile = await node.PutAsync("from", from, Sectors.Small, SectorFileType.Sealed, content);
        string oldCache = await node.PutAsync("from", from, Sectors.Small, SectorFileType.Cache, tree);
        await node.Store.MoveStorageAsync(Sectors.Small, Both, Token);
        Assert.Equal(
            [
                "Find 2 2048", "Find 4 2048", "Find 2 2048", "Find 4 2048", "BestAlloc 2 2048 Storage", "BestAlloc 4 2048 Storage",
                "Find 2 2048", "Find 4 2048", "Info from", "Info to", "Drop from 2", "Declare to 2 True", "Info from", "Info to", "Drop from 4",
                    "Declare to 4 True",
                "Find 2 0", "Find 2 0", "Find 2 0", "Find 2 0", "Find 4 0", "Find 4 0", "Find 4 0", "Find 4 0",
            ],
            node.Index.TakeCalls());
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(to, "sealed", "s-t01000-9"), Token));
        Assert.Equal(tree, await File.ReadAllBytesAsync(Path.Combine(to, "cache", "s-t01000-9", "sc-02-data-tree-d.dat"), Token));
        Assert.False(File.Exists(oldFile) || Directory.Exists(oldCache));
        await node.Store.MoveStorageAsync(Sectors.Small, Both, Token);
        Assert.DoesNotContain(node.Index.TakeCalls(), call => call.StartsWith("Drop", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("copy", false)]
    [InlineData("place", false)]
    [InlineData("drop", false)]
    [InlineData("declare", false)]
    [InlineData("delete", false)]
    [InlineData("rename", true)]
    [InlineData("drop", true)]
    [InlineData("declare", true)]
    public async Task A_move_that_breaks_at_any_step_loses_nothing_and_can_be_repeated(string step, bool oneMount)
    {
        using OtherDisk? other = oneMount ? null : new OtherDisk();
        await using TestNode node = await TestNode.StartAsync(_miner);
        string from = await node.AddPathAsync("from"), to = await node.AddPathAsync("to", seal: false, store: true, parent: other?.Path);
        byte[] content = Sectors.Bytes(2048);
        string old = await node.PutAsync("from", from, Sectors.Small, SectorFileType.Sealed, content);
        string moved = Path.Combine(to, "sealed", "s-t01000-9");
        node.Store.BeforeStep = name =>
        {
            if (name == step) throw new InvalidOperationException("crash");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.Store.MoveStorageAsync(Sectors.Small, SectorFileType.Sealed, Token));

        // Whatever lies under a final name is whole, and the index points to a file that is there.
        string[] left = [.. new[] { old, moved }.Where(File.Exists)];
        Assert.NotEmpty(left);
        foreach (string file in left) Assert.Equal(content, await File.ReadAllBytesAsync(file, Token));
        SectorStorageInfo[] holders = (await _miner.StorageFindSectorAsync(Sectors.Small.Id, SectorFileType.Sealed, 0, false, Token))!;
        Assert.Contains(holders, holder => File.Exists(Path.Combine(holder.Id == "from" ? from : to, "sealed", "s-t01000-9")));

        node.Store.BeforeStep = null;
        await node.Store.RedeclareAsync(null, dropMissing: true, Token);
        await node.Store.MoveStorageAsync(Sectors.Small, SectorFileType.Sealed, Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(moved, Token));
        Assert.False(File.Exists(old));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_miner_that_refuses_the_new_place_leaves_the_old_one_in_use(bool oneMount)
    {
        using OtherDisk? other = oneMount ? null : new OtherDisk();
        await using TestNode node = await TestNode.StartAsync(_miner);
        string from = await node.AddPathAsync("from");
        await node.AddPathAsync("to", seal: false, store: true, parent: other?.Path);
        string old = await node.PutAsync("from", from, Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(2048));
        node.Index.Fail = call => call.StartsWith("Declare to", StringComparison.Ordinal) ? new HttpRequestException("miner is away") : null;
        await Assert.ThrowsAsync<HttpRequestException>(() => node.Store.MoveStorageAsync(Sectors.Small, SectorFileType.Sealed, Token));
        Assert.True(File.Exists(old));
        node.Index.Fail = _ => null;
        AcquireRequest wanted = new(Sectors.Small) { Existing = SectorFileType.Sealed, Mode = AcquireMode.Move };
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(wanted, Token);
        Assert.Equal(old, acquired.PathOf(SectorFileType.Sealed));
    }

    [Fact]
    public async Task Half_a_cache_that_a_killed_worker_left_does_not_become_the_one_that_is_kept()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string from = await node.AddPathAsync("from"), to = await node.AddPathAsync("to", seal: false, store: true);
        string cache = await node.PutAsync("from", from, Sectors.Small, SectorFileType.Cache, Sectors.Bytes(4064));
        File.Delete(Path.Combine(cache, "p_aux"));
        StorageException e = await Assert.ThrowsAsync<StorageException>(
            () => node.Store.MoveStorageAsync(Sectors.Small, SectorFileType.Cache, Token));
        Assert.Contains($"{cache} has no p_aux", e.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(cache));
        Assert.False(Directory.Exists(SectorFolder.FileOf(to, SectorFileType.Cache, Sectors.Small.Id)));
    }

    [Fact]
    public async Task Two_paths_that_share_a_type_folder_keep_the_one_copy()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string from = await node.AddPathAsync("from"), to = await node.AddPathAsync("to", seal: false, store: true);
        Directory.Delete(Path.Combine(from, "sealed"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(from, "sealed"), Path.Combine(to, "sealed"));
        string file = await node.PutAsync("from", from, Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(2048));
        await node.Store.MoveStorageAsync(Sectors.Small, SectorFileType.Sealed, Token);
        Assert.Equal(Sectors.Bytes(2048), await File.ReadAllBytesAsync(file, Token));

        // As after a restart, when each path declares what it sees.
        await node.Index.StorageDeclareSectorAsync("from", Sectors.Small.Id, SectorFileType.Sealed, false, Token);
        await node.Store.RemoveCopiesAsync(Sectors.Small.Id, SectorFileType.Sealed, Token);
        Assert.Equal(Sectors.Bytes(2048), await File.ReadAllBytesAsync(file, Token));
    }

    [Fact]
    public async Task A_sector_moves_between_two_mounts_of_one_disk()
    {
        using TemporaryFolder folder = new();
        string said;
        try
        {
            said = await StoreChild.MoveBetweenMountsAsync(folder.Path);
        }
        catch (Win32Exception e)
        {
            said = $"skip: {e.Message}";
        }

        if (said.Length == 0) Assert.Skip("a process cannot have mounts of its own here (unshare -m)");
        if (said.StartsWith("skip", StringComparison.Ordinal)) Assert.Skip(said);
        Assert.Equal("done", said);
    }

    [Theory]
    [InlineData("cache")]
    [InlineData("sealed")]
    public async Task A_sector_moves_from_and_into_a_folder_that_is_a_link_to_another_disk(string linked)
    {
        using OtherDisk disk = new();
        await using TestNode node = await TestNode.StartAsync(_miner);
        string from = await node.AddPathAsync("from"), to = await node.AddPathAsync("to", seal: false, store: true);
        Directory.Delete(Path.Combine(from, linked), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(from, linked), disk.Path);
        byte[] content = Sectors.Bytes(2048), tree = Sectors.Bytes(300_000);
        string oldFile = await node.PutAsync("from", from, Sectors.Small, SectorFileType.Sealed, content);
        string oldCache = await node.PutAsync("from", from, Sectors.Small, SectorFileType.Cache, tree);
        await node.Store.MoveStorageAsync(Sectors.Small, Both, Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(to, "sealed", "s-t01000-9"), Token));
        Assert.Equal(tree, await File.ReadAllBytesAsync(Path.Combine(to, "cache", "s-t01000-9", "sc-02-data-tree-d.dat"), Token));
        Assert.False(File.Exists(oldFile) || Directory.Exists(oldCache));
    }

    [Theory]
    [InlineData(SectorFileType.Sealed)]
    [InlineData(SectorFileType.Cache)]
    public async Task Between_mounts_no_file_has_its_final_name_before_it_was_compared(SectorFileType type)
    {
        using OtherDisk disk = new();
        await using TestNode node = await TestNode.StartAsync(_miner);
        string from = await node.AddPathAsync("from"), to = await node.AddPathAsync("to", seal: false, store: true, parent: disk.Path);
        await node.PutAsync("from", from, Sectors.Small, type, Sectors.Bytes(2048));
        List<string> steps = [];
        node.Store.BeforeStep = step =>
        {
            bool unfinished = Directory.EnumerateFileSystemEntries(Path.Combine(to, type.FolderName(), "fetching"), "s-t01000-9.*.moving").Any();
            steps.Add($"{step} {SectorFolder.Exists(Path.Combine(to, type.FolderName(), "s-t01000-9"))} {unfinished}");
        };
        Directory.CreateDirectory(Path.Combine(to, type.FolderName(), "fetching"));
        await node.Store.MoveStorageAsync(Sectors.Small, type, Token);
        Assert.Equal(
            ["rename False False", "copy False False", "place False True", "drop True False", "declare True False", "delete True False"], steps);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(to, type.FolderName(), "fetching")));
    }

    [Fact]
    public async Task A_full_disk_fails_the_move_by_name_and_leaves_no_half_file()
    {
        using TemporaryFolder mount = new();
        if (!await Mounts.TryMountAsync("-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.Path)) Assert.Skip("a small tmpfs cannot be mounted here");
        try
        {
            await using TestNode node = await TestNode.StartAsync(_miner);
            string from = await node.AddPathAsync("from");
            StorageDescriptor.Create(mount.Path, new StorageDescriptor { Id = "small", Weight = 10, CanStore = true });
            await node.Store.OpenPathAsync(mount.Path, Token);
            byte[] content = Sectors.Bytes(8 << 20);
            string old = await node.PutAsync("from", from, Sectors.Medium, SectorFileType.Sealed, content);
            StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
                node.Store.MoveStorageAsync(Sectors.Medium, SectorFileType.Sealed, Token));
            Assert.Contains(mount.Path, e.Message);
            Assert.Contains("No space left", e.Message);
            Assert.Equal(content, await File.ReadAllBytesAsync(old, Token));
            Assert.False(File.Exists(mount["sealed/s-t01000-10"]));
            Assert.Empty(Directory.GetFileSystemEntries(mount["sealed/fetching"]));
        }
        finally
        {
            Assert.True(await Mounts.TryUnmountAsync(mount.Path));
        }
    }

    [Fact]
    public async Task A_read_only_file_system_fails_the_move_by_name()
    {
        using TemporaryFolder mount = new();
        StorageDescriptor.Create(mount.Path, new StorageDescriptor { Id = "frozen", Weight = 10, CanStore = true });
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.Store.OpenPathAsync(mount.Path, Token);
        string old = await node.PutAsync("from", await node.AddPathAsync("from"), Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(2048));
        if (!await Mounts.TryMountAsync("--bind", "-o", "ro", mount.Path, mount.Path)) Assert.Skip("a bind mount cannot be made here");
        try
        {
            StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
                node.Store.MoveStorageAsync(Sectors.Small, SectorFileType.Sealed, Token));
            Assert.Contains(mount.Path, e.Message);
            Assert.True(File.Exists(old));
        }
        finally
        {
            Assert.True(await Mounts.TryUnmountAsync(mount.Path));
        }
    }
}
