using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage.Tests;

public class AcquireTests
{
    private const SectorFileType None = SectorFileType.None, Unsealed = SectorFileType.Unsealed, Sealed = SectorFileType.Sealed,
        Cache = SectorFileType.Cache;
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_add_piece_and_first_precommit_ask_the_index_as_a_real_worker_does()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string root = await node.AddPathAsync("a");
        AcquireRequest first = new(Sectors.Small) { Allocate = Unsealed };
        await using (IAcquiredSector acquired = await node.Store.AcquireAsync(first, Token))
        {
            Assert.Equal(Path.Combine(root, "unsealed", "s-t01000-9"), acquired.PathOf(Unsealed));
            Assert.Equal("a", acquired.StorageIdOf(Unsealed));
            Assert.Throws<ArgumentException>(() => acquired.PathOf(Sealed));
            PartialFile.Create(acquired.PathOf(Unsealed), 2048).Dispose();
            await acquired.DeclareAsync(Token);
        }

        Assert.Equal(["Find 1 2048", "BestAlloc 1 2048 Sealing", "Declare a 1 False"], node.Index.TakeCalls());
        await node.Store.RemoveAsync(Sectors.Small.Id, Sealed, [], Token);
        await node.Store.RemoveAsync(Sectors.Small.Id, Cache, [], Token);
        AcquireRequest second = new(Sectors.Small) { Existing = Unsealed, Allocate = Sealed | Cache, Mode = AcquireMode.Move };
        await using (IAcquiredSector acquired = await node.Store.AcquireAsync(second, Token))
            await acquired.DeclareAsync(Token);
        Assert.Equal(
            [
                "Find 2 0", "Find 2 0", "Find 4 0", "Find 4 0", "Find 1 2048", "Find 2 2048", "Find 4 2048",
                "BestAlloc 2 2048 Sealing", "BestAlloc 4 2048 Sealing", "Declare a 2 False", "Declare a 4 False",
            ],
            node.Index.TakeCalls());
    }

    [Theory]
    [InlineData(AcquireMode.Copy)]
    [InlineData(AcquireMode.Move)]
    public async Task Missing_files_are_fetched_from_the_other_process(AcquireMode mode)
    {
        await using TestNode holder = await TestNode.StartAsync(_miner);
        await using TestNode node = await TestNode.StartAsync(_miner);
        byte[] content = Sectors.Bytes(2048);
        string theirs = await holder.AddPathAsync("theirs");
        string sealedFile = await holder.PutAsync("theirs", theirs, Sectors.Small, Sealed, content);
        string cacheFolder = await holder.PutAsync("theirs", theirs, Sectors.Small, Cache, Sectors.Bytes(4064, 2));
        string root = await node.AddPathAsync("ours");

        AcquireRequest wanted = new(Sectors.Small) { Existing = Sealed | Cache, Mode = mode };
        await using (IAcquiredSector acquired = await node.Store.AcquireAsync(wanted, Token))
        {
            Assert.Equal(content, await File.ReadAllBytesAsync(acquired.PathOf(Sealed), Token));
            Assert.Equal(Sectors.Bytes(4064, 2), await File.ReadAllBytesAsync(Path.Combine(acquired.PathOf(Cache), "sc-02-data-tree-d.dat"), Token));
            Assert.Equal(64, new FileInfo(Path.Combine(acquired.PathOf(Cache), "p_aux")).Length);
        }

        bool move = mode == AcquireMode.Move;
        Assert.Equal(
            [
                "Find 2 2048", "Find 4 2048", "Find 2 2048", "Find 4 2048", "BestAlloc 2 2048 Sealing", "BestAlloc 4 2048 Sealing",
                "Find 2 0", $"Declare ours 2 {move}", "Find 4 0", $"Declare ours 4 {move}",
            ],
            node.Index.TakeCalls());
        Assert.Equal(!move, File.Exists(sealedFile));
        Assert.Equal(!move, Directory.Exists(cacheFolder));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, "sealed", "fetching")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, "cache", "fetching")));
        // At the holder: GET, the question for the digest, and in move mode DELETE; a real holder sees the same without the second.
        Assert.Equal(
            [.. new[] { 2, 4 }.SelectMany(type => (string[])[$"Find {type} 2048", $"Find {type} 2048",
            .. move ? [$"Find {type} 0", $"Drop theirs {type}"] : Array.Empty<string>()])],
            holder.Index.TakeCalls());
    }

    [Fact]
    public async Task A_sector_that_nobody_has_fails_with_the_text_of_a_real_worker()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.AddPathAsync("a");
        StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
            node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Sealed | Cache }, Token));
        Assert.Equal(("failed to acquire sector {1000 9} from remote(2): sector not found", SealErrorCode.Unknown), (e.Message, e.Code));
        Assert.Equal(StorageFault.SectorNotFound, e.Fault);
        Assert.Equal(
            ["Find 2 2048", "Find 4 2048", "Find 2 2048", "Find 4 2048", "BestAlloc 2 2048 Sealing", "BestAlloc 4 2048 Sealing", "Find 2 0"],
            node.Index.TakeCalls());
    }

    [Fact]
    public async Task Paths_that_refuse_type_or_miner_are_passed_over()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.AddPathAsync("no-cache", change: d => d with { Weight = 100, DenyTypes = ["cache"] });
        await node.AddPathAsync("other-miner", change: d => d with { Weight = 90, AllowMiners = ["f01001"] });
        await node.AddPathAsync("not-us", change: d => d with { Weight = 80, DenyMiners = ["t01000"] });
        await node.AddPathAsync("only-cache", change: d => d with { Weight = 1, AllowTypes = ["cache"] });
        AcquireRequest wanted = new(Sectors.Small) { Allocate = Sealed | Cache };
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(wanted, Token);
        Assert.Equal(("no-cache", "only-cache"), (acquired.StorageIdOf(Sealed), acquired.StorageIdOf(Cache)));
    }

    [Fact]
    public async Task Without_a_suitable_path_the_code_is_102()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.AddPathAsync("store", seal: false, store: true);
        StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
            node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Allocate = Sealed }, Token));
        Assert.Equal(SealErrorCode.TempAllocateSpace, e.Code);
        Assert.StartsWith("couldn't find a suitable path for a sector", e.Message);
        Assert.Equal(StorageFault.NoGoodPath, e.Fault);
    }

    [Fact]
    public async Task A_miner_that_offers_no_path_is_understood_over_the_wire_too()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.AddPathAsync("a");
        node.Index.Fail = call => call.StartsWith("BestAlloc", StringComparison.Ordinal) ? new RpcException("no good path found") : null;
        StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
            node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Allocate = Sealed }, Token));
        Assert.Equal((StorageFault.NoGoodPath, "couldn't find a suitable path for a sector: no good path found"), (e.Fault, e.Message));
        node.Index.Fail = call => call.StartsWith("BestAlloc", StringComparison.Ordinal) ? new RpcException("the index is closed") : null;
        await Assert.ThrowsAsync<RpcException>(() =>
            node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Allocate = Sealed }, Token));
    }

    [Fact]
    public async Task Promised_space_is_refused_to_the_next_task_until_it_is_given_back()
    {
        // Space for one sealed file and its cache (15.1 sectors), not for two.
        FakeProbe probe = new() { Available = 20 * 2048 };
        await using TestNode node = await TestNode.StartAsync(_miner, probe);
        await node.AddPathAsync("a");
        SectorRef other = Sectors.Small with { Id = new SectorId(1000, 11) };
        await using (await node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Allocate = Sealed | Cache }, Token))
        {
            Assert.Equal(20 * 2048 - 151 * 2048 / 10, (await node.Store.StatAsync("a", Token))!.Available);
            StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
                node.Store.AcquireAsync(new AcquireRequest(other) { Allocate = Sealed | Cache }, Token));
            Assert.StartsWith("can't reserve 28876 bytes in '", e.Message);
            Assert.Equal(StorageFault.NoSpace, e.Fault);
            Assert.Equal(SealErrorCode.TempAllocateSpace, e.Code);
        }

        Assert.Equal(0, (await node.Store.StatAsync("a", Token))!.Reserved);
        await using (await node.Store.AcquireAsync(new AcquireRequest(other) { Allocate = Sealed | Cache }, Token)) Assert.True(
            (await node.Store.StatAsync("a", Token))!.Reserved > 0);
    }

    [Fact]
    public async Task Two_paths_of_one_file_system_share_its_space_and_other_file_systems_do_not()
    {
        FakeProbe probe = new() { Available = 100 * 2048, Identity = folder => folder.EndsWith("c", StringComparison.Ordinal) ? "two" : "one" };
        await using TestNode node = await TestNode.StartAsync(_miner, probe);
        await node.AddPathAsync("a", change: d => d with { Weight = 100 });
        await node.AddPathAsync("b", change: d => d with { MaxStorage = 50 * 2048 });
        await node.AddPathAsync("c");
        AcquireRequest wanted = new(Sectors.Small) { Allocate = Sealed };
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(wanted, Token);
        Assert.Equal("a", acquired.StorageIdOf(Sealed));
        Assert.Equal((99 * 2048, 2048), ((await node.Store.StatAsync("a", Token))!.Available, (await node.Store.StatAsync("a", Token))!.Reserved));
        FsStat b = (await node.Store.StatAsync("b", Token))!;
        Assert.Equal((2048, 50 * 2048), (b.Reserved, b.Max));
        Assert.Equal(Math.Max(0, b.Max - b.Used), b.Available);
        Assert.Equal((100 * 2048, 0), ((await node.Store.StatAsync("c", Token))!.Available, (await node.Store.StatAsync("c", Token))!.Reserved));
        // What the task wrote no longer counts as promised.
        await File.WriteAllBytesAsync(acquired.PathOf(Sealed), Sectors.Bytes(2048), Token);
        Assert.Equal(0, (await node.Store.StatAsync("a", Token))!.Reserved);
        Assert.Null(await node.Store.StatAsync("unknown", Token));
    }

    [Fact]
    public async Task A_path_that_vanishes_is_named_and_reported_as_unhealthy()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string root = await node.AddPathAsync("a");
        string file = await node.PutAsync("a", root, Sectors.Small, Sealed, Sectors.Bytes(2048));
        Directory.Move(root, root + ".unmounted");
        Directory.CreateDirectory(root);
        StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
            node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Sealed, Mode = AcquireMode.Move }, Token));
        Assert.Contains($"storage path {root} (id:a) is gone", e.Message);
        Assert.Equal(StorageFault.PathGone, e.Fault);
        node.Index.TakeCalls();
        await node.Store.ReportHealthAsync(Token);
        Assert.Contains(node.Index.TakeCalls(withHealth: true), call => call.StartsWith("Health a storage path", StringComparison.Ordinal));
        Assert.True(File.Exists(file.Replace(root, root + ".unmounted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_that_vanished_is_named()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string file = await node.PutAsync("a", await node.AddPathAsync("a"), Sectors.Small, Sealed, Sectors.Bytes(10));
        File.Delete(file);
        StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
            node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Sealed }, Token));
        Assert.Contains($"{file} is missing", e.Message);
        Assert.Equal(StorageFault.SectorNotFound, e.Fault);
    }

    [Fact]
    public async Task A_full_disk_fails_the_fetch_by_name_and_gives_the_space_back()
    {
        using TemporaryFolder mount = new();
        if (!await Mounts.TryMountAsync("-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.Path)) Assert.Skip("a small tmpfs cannot be mounted here");
        try
        {
            await using TestNode holder = await TestNode.StartAsync(_miner);
            await using TestNode node = await TestNode.StartAsync(_miner);
            string theirs = await holder.PutAsync("theirs", await holder.AddPathAsync("theirs"), Sectors.Medium, Sealed, Sectors.Bytes(3_000_000));
            StorageDescriptor.Create(mount.Path, new StorageDescriptor { Id = "small", Weight = 10, CanSeal = true });
            await node.Store.OpenPathAsync(mount.Path, Token);
            StorageException e = await Assert.ThrowsAsync<StorageException>(() =>
                node.Store.AcquireAsync(new AcquireRequest(Sectors.Medium) { Existing = Sealed, Mode = AcquireMode.Move }, Token));
            Assert.Contains("No space left", e.Message);
            Assert.Equal(StorageFault.Disk, e.Fault);
            Assert.Contains(mount.Path, e.Message);
            Assert.True(File.Exists(theirs));
            Assert.Equal([mount["sealed/fetching"]], Directory.GetFileSystemEntries(mount["sealed"], "*", SearchOption.AllDirectories));
        }
        finally
        {
            Assert.True(await Mounts.TryUnmountAsync(mount.Path));
        }
    }

    [Fact]
    public async Task Downloads_beyond_the_limit_wait()
    {
        await using TestNode holder = await TestNode.StartAsync(_miner);
        await using TestNode node = await TestNode.StartAsync(_miner, change: options => options with { ParallelFetchLimit = 1 });
        string root = await holder.AddPathAsync("theirs");
        await node.AddPathAsync("ours");
        SectorRef[] sectors = [.. Enumerable.Range(1, 5).Select(number => Sectors.Small with { Id = new SectorId(1000, (ulong)number) })];
        foreach (SectorRef sector in sectors) await holder.PutAsync("theirs", root, sector, Sealed, Sectors.Bytes(2048));
        int inside = 0, most = 0;
        using CountdownEvent begun = new(sectors.Length);
        holder.Index.Fail = call =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            begun.Wait(Token);
            Interlocked.Decrement(ref inside);
            return null;
        };
        IAcquiredSector[] all = await Task.WhenAll(sectors.Select(sector =>
            Task.Factory.StartNew(() =>
            {
                begun.Signal();
                return node.Store.AcquireAsync(new AcquireRequest(sector) { Existing = Sealed }, Token);
            }, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        foreach (IAcquiredSector acquired in all) await acquired.DisposeAsync();
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_location_with_its_own_headers_is_downloaded_into_an_allocated_place()
    {
        byte[] content = Sectors.Bytes(2048);
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(content));
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.AddPathAsync("a");
        await using IAcquiredSector target = await node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Allocate = Sealed }, Token);
        await node.Store.DownloadAsync(Sectors.Small, Sealed, target,
            new SectorLocation(false, $"{peer.Url}/x", [new HeaderEntry("Authorization", "Bearer theirs")]), Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(target.PathOf(Sealed), Token));
        Assert.EndsWith("Bearer theirs", Assert.Single(peer.Requests));
        await Assert.ThrowsAsync<StorageException>(() =>
            node.Store.DownloadAsync(Sectors.Small, Sealed, target, new SectorLocation(true, "/etc/passwd", null), Token));
    }

    [Fact]
    public async Task One_acquire_of_a_sector_waits_for_the_other()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.AddPathAsync("a");
        int inside = 0, most = 0;
        using CountdownEvent begun = new(4);
        node.Index.Fail = call =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            begun.Wait(Token);
            Interlocked.Decrement(ref inside);
            return null;
        };
        IAcquiredSector[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            begun.Signal();
            return node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Allocate = Sealed }, Token);
        }, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        foreach (IAcquiredSector acquired in all) await acquired.DisposeAsync();
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Opening_declares_every_file_and_reports_health_at_once()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        using TemporaryFolder folder = new();
        StorageDescriptor.Create(folder.Path, new StorageDescriptor { Id = "x", Weight = 10, CanStore = true });
        Directory.CreateDirectory(folder["sealed/fetching"]);
        Directory.CreateDirectory(folder["cache/s-t01000-3"]);
        await File.WriteAllTextAsync(folder["sealed/s-t01000-3"], "x", Token);
        await File.WriteAllTextAsync(folder["sealed/fetching/s-t01000-4.moving"], "left by a crash", Token);
        await node.Store.OpenPathAsync(folder.Path, Token);
        Assert.Equal(["Attach x", "Health x", "Declare x 2 True", "Declare x 4 True"], node.Index.TakeCalls(withHealth: true));
        Assert.True(Directory.Exists(folder["update-cache"]));
        Assert.False(File.Exists(folder["sealed/fetching/s-t01000-4.moving"]));

        // From now on such a file belongs to a running task: a restarted miner, which has the paths declared again, must not cost it.
        await File.WriteAllTextAsync(folder["sealed/fetching/s-t01000-4.replica.moving"], "half a replica", Token);
        await node.Store.RedeclareAsync("x", dropMissing: false, Token);
        Assert.True(File.Exists(folder["sealed/fetching/s-t01000-4.replica.moving"]));
        _ = node.Index.TakeCalls();
        Assert.Contains("open already", (await Assert.ThrowsAsync<StorageException>(() => node.Store.OpenPathAsync(folder.Path, Token))).Message);
        File.Delete(folder["sealed/s-t01000-3"]);
        await File.WriteAllTextAsync(folder["sealed/fetching/s-t01000-5.moving"], "a running task writes it", Token);
        await node.Store.RedeclareAsync("x", dropMissing: true, Token);
        Assert.True(File.Exists(folder["sealed/fetching/s-t01000-5.moving"]));
        Assert.Equal(["Attach x", "List", "Drop x 2", "Declare x 4 True"], node.Index.TakeCalls());
        await node.Store.ClosePathAsync(folder.Path, Token);
        Assert.Equal([$"Detach x {node.BaseUrl}"], node.Index.TakeCalls());
        Assert.Empty(node.Store.LocalPaths);
        Assert.Contains("no local paths match",
            (await Assert.ThrowsAsync<StorageException>(() => node.Store.ClosePathAsync(folder.Path, Token))).Message);
    }

    [Fact]
    public async Task A_type_folder_that_cannot_be_made_is_named()
    {
        // Permissions do not bind root, so a file stands in the way instead.
        await using TestNode node = await TestNode.StartAsync(_miner);
        using TemporaryFolder folder = new();
        StorageDescriptor.Create(folder.Path, new StorageDescriptor { Id = "x", Weight = 10, CanStore = true });
        await File.WriteAllTextAsync(folder["cache"], "x", Token);
        StorageException e = await Assert.ThrowsAsync<StorageException>(() => node.Store.OpenPathAsync(folder.Path, Token));
        Assert.Contains($"cache folder of storage path {folder.Path}", e.Message);
        Assert.Equal(StorageFault.Disk, e.Fault);
    }
}
