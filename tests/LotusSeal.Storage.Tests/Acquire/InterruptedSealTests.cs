using System.Net;
using System.Net.Http.Headers;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage.Tests;

/// <summary>What a worker that was killed while it sealed has left lies beside the sector that another worker sealed meanwhile.</summary>
public class InterruptedSealTests
{
    private const SectorFileType Sealed = SectorFileType.Sealed, Cache = SectorFileType.Cache;
    private static readonly byte[] Plain = Sectors.Bytes(2048, 3), Replica = Sectors.Bytes(2048, 4);

    private readonly MinerSectorIndex _miner = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, SealStage.PreCommitted1)]
    [InlineData(1, SealStage.PreCommitted2)]
    [InlineData(2, SealStage.PreCommitted2)]
    public async Task A_step_fetches_the_sector_that_is_further_than_what_lies_here(int layers, SealStage stage)
    {
        await using TestNode here = await TestNode.StartAsync(_miner);
        await using TestNode there = await TestNode.StartAsync(_miner);
        await LeaveAsync(here, "half", layers);
        await SealAsync(there, "whole");
        AcquireRequest wanted = new(Sectors.Small) { Existing = Sealed | Cache, Stage = stage };
        await using IAcquiredSector acquired = await here.Store.AcquireAsync(wanted, Token);
        Assert.Equal(Replica, await File.ReadAllBytesAsync(acquired.PathOf(Sealed), Token));
        Assert.True(File.Exists(Path.Combine(acquired.PathOf(Cache), "p_aux")));
        Assert.False(File.Exists(Path.Combine(acquired.PathOf(Cache), "sc-02-data-layer-1.dat")), "The half is replaced as a whole.");
    }

    [Fact]
    public async Task A_finished_PreCommit1_serves_PreCommit2_where_it_lies()
    {
        await using TestNode here = await TestNode.StartAsync(_miner);
        await using TestNode there = await TestNode.StartAsync(_miner);
        await LeaveAsync(here, "mine", layers: 2);
        await LeaveAsync(there, "theirs", layers: 2);
        await using IAcquiredSector acquired = await here.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Sealed | Cache }, Token);
        Assert.Equal(("mine", "mine"), (acquired.StorageIdOf(Sealed), acquired.StorageIdOf(Cache)));
        Assert.Equal(["Find 2 2048", "Find 4 2048"], here.Index.TakeCalls());
    }

    [Theory]
    [InlineData("a-half", "b-whole")]
    [InlineData("b-half", "a-whole")]
    public async Task Of_two_paths_of_one_process_the_one_with_the_sealed_sector_is_taken(string half, string whole)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await LeaveAsync(node, half, layers: 1);
        await SealAsync(node, whole);
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Sealed | Cache }, Token);
        Assert.Equal((whole, whole), (acquired.StorageIdOf(Sealed), acquired.StorageIdOf(Cache)));
        string? located = await node.Store.LocateAsync(new SectorFileKey(Sectors.Small.Id, Sealed), 2048, Token);
        Assert.Equal(Replica, await File.ReadAllBytesAsync(located!, Token));
    }

    [Fact]
    public async Task A_sealed_file_is_judged_by_the_cache_that_lies_in_another_path()
    {
        await using TestNode here = await TestNode.StartAsync(_miner);
        await using TestNode there = await TestNode.StartAsync(_miner);
        string files = await here.AddPathAsync("files"), caches = await here.AddPathAsync("caches");
        await here.PutAsync("files", files, Sectors.Small, Sealed, Plain);
        File.Delete(Path.Combine(await here.PutAsync("caches", caches, Sectors.Small, Cache, Sectors.Bytes(4064)), "p_aux"));
        await SealAsync(there, "whole");
        await using IAcquiredSector acquired = await here.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Sealed }, Token);
        Assert.Equal(Replica, await File.ReadAllBytesAsync(acquired.PathOf(Sealed), Token));
    }

    [Fact]
    public async Task What_nobody_else_has_is_used_as_it_is()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await LeaveAsync(node, "half", layers: 1);
        AcquireRequest wanted = new(Sectors.Small) { Existing = Sealed | Cache, Stage = SealStage.PreCommitted2 };
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(wanted, Token);
        Assert.Equal("half", acquired.StorageIdOf(Cache));
    }

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, false, true)]
    [InlineData(2, true, false)]
    public async Task Nothing_is_sent_that_would_lead_another_node_astray(int layers, bool isElsewhere, bool isSent)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await using TestNode other = await TestNode.StartAsync(_miner);
        await LeaveAsync(node, "half", layers);
        if (isElsewhere) await SealAsync(other, "whole");
        foreach (string type in (string[])["sealed", "cache"])
            Assert.Equal((type, isSent), (type, await GetAsync($"{node.BaseUrl}/{type}/s-t01000-9") == HttpStatusCode.OK));
        if (isElsewhere) Assert.Equal(HttpStatusCode.OK, await GetAsync($"{other.BaseUrl}/cache/s-t01000-9"));
    }

    [Fact]
    public async Task A_finished_PreCommit1_is_sent_though_half_of_one_lies_in_another_path_here()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await LeaveAsync(node, "a", layers: 1);
        await LeaveAsync(node, "b", layers: 2);
        await LeaveAsync(node, "c", layers: 1);
        await using TestNode other = await TestNode.StartAsync(_miner);
        await other.AddPathAsync("theirs");
        await using IAcquiredSector acquired = await other.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Cache }, Token);
        Assert.True(File.Exists(Path.Combine(acquired.PathOf(Cache), "sc-02-data-layer-2.dat")));
    }

    [Fact]
    public async Task The_sector_is_kept_from_the_path_where_it_was_sealed()
    {
        await using TestNode here = await TestNode.StartAsync(_miner);
        await using TestNode there = await TestNode.StartAsync(_miner);
        string half = await LeaveAsync(here, "half", layers: 2);
        string whole = await SealAsync(there, "whole");
        string store = await here.AddPathAsync("store", seal: false, store: true);
        await here.Store.MoveStorageAsync(Sectors.Small, Sealed | Cache, Token);
        Assert.Equal(Replica, await File.ReadAllBytesAsync(SectorFolder.FileOf(store, Sealed, Sectors.Small.Id), Token));
        Assert.True(File.Exists(Path.Combine(SectorFolder.FileOf(store, Cache, Sectors.Small.Id), "p_aux")));
        foreach (SectorFileType type in (SectorFileType[])[Sealed, Cache])
        {
            Assert.False(SectorFolder.Exists(SectorFolder.FileOf(half, type, Sectors.Small.Id)));
            Assert.False(SectorFolder.Exists(SectorFolder.FileOf(whole, type, Sectors.Small.Id)));
            Assert.Equal("store", Assert.Single((await _miner.StorageFindSectorAsync(Sectors.Small.Id, type, 0, false, Token))!).Id);
        }
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    public async Task Left_overs_go_in_time_when_the_sector_is_kept_elsewhere(bool isPrimary, bool isOld, bool isGone)
    {
        await using TestNode here = await TestNode.StartAsync(_miner);
        await using TestNode there = await TestNode.StartAsync(_miner);
        string half = await LeaveAsync(here, "half", layers: 1);
        string whole = await SealAsync(there, "whole", isPrimary);
        string cache = SectorFolder.FileOf(half, Cache, Sectors.Small.Id), replica = SectorFolder.FileOf(half, Sealed, Sectors.Small.Id);
        if (isOld) Age(cache);
        await here.Store.TidyAsync(Token);
        await there.Store.TidyAsync(Token);
        Assert.Equal((!isGone, !isGone), (Directory.Exists(cache), File.Exists(replica)));
        Assert.Equal(Replica, await File.ReadAllBytesAsync(SectorFolder.FileOf(whole, Sealed, Sectors.Small.Id), Token));
        SectorStorageInfo[] holders = (await _miner.StorageFindSectorAsync(Sectors.Small.Id, Cache, 0, false, Token))!;
        Assert.Equal(isGone ? ["whole"] : ["half", "whole"], holders.Select(holder => holder.Id).Order());
    }

    /// <summary>Leaves what a worker has when it is killed in PreCommit1 or, with both layers, in PreCommit2; returns the path.</summary>
    private static async Task<string> LeaveAsync(TestNode node, string pathId, int layers)
    {
        string root = await node.AddPathAsync(pathId);
        await node.PutAsync(pathId, root, Sectors.Small, Sealed, Plain);
        string cache = await node.PutAsync(pathId, root, Sectors.Small, Cache, Sectors.Bytes(4064));
        File.Delete(Path.Combine(cache, "p_aux"));
        for (int layer = 1; layer <= layers; layer++)
            await File.WriteAllBytesAsync(Path.Combine(cache, $"sc-02-data-layer-{layer}.dat"), Sectors.Bytes(2048, layer), Token);
        return root;
    }

    /// <summary>Puts a sealed sector into a new path; returns the path.</summary>
    private static async Task<string> SealAsync(TestNode node, string pathId, bool isPrimary = false)
    {
        string root = await node.AddPathAsync(pathId);
        await node.PutAsync(pathId, root, Sectors.Small, Sealed, Replica, isPrimary);
        string cache = await node.PutAsync(pathId, root, Sectors.Small, Cache, Sectors.Bytes(4064), isPrimary);
        await File.WriteAllBytesAsync(Path.Combine(cache, "sc-02-data-tree-r-last.dat"), Sectors.Bytes(64), Token);
        return root;
    }

    private static void Age(string cache)
    {
        DateTime then = DateTime.UtcNow - TimeSpan.FromDays(3);
        foreach (string file in Directory.GetFiles(cache)) File.SetLastWriteTimeUtc(file, then);
        Directory.SetLastWriteTimeUtc(cache, then);
    }

    private static async Task<HttpStatusCode> GetAsync(string url)
    {
        using HttpClient client = new();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestNode.Token);
        using HttpResponseMessage answer = await client.GetAsync(new Uri(url), Token);
        return answer.StatusCode;
    }
}
