using System.Net.Http.Headers;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage.Tests;

/// <summary>Files that are only ours: they never travel, and go with the cache that they belong to.</summary>
public class LayerRecordsTests
{
    private static readonly string[] OwnNames =
        [".lotusseal-layers.json", "sc-02-data-layer-1..tmp", "sc-02-data-layer-1.0123456789abcdef.tmp", ".lotusseal-0123456789abcdef.owner"];

    private readonly MinerSectorIndex _miner = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cache_is_sent_with_the_names_that_a_Lotus_node_takes_and_no_others()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string root = await node.AddPathAsync("a");
        string cache = await node.PutAsync("a", root, Sectors.Small, SectorFileType.Cache, Sectors.Bytes(4064));
        foreach (string name in OwnNames) await File.WriteAllTextAsync(Path.Combine(cache, name), "ours", Token);
        Records(root);
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestNode.Token);
        using System.Formats.Tar.TarReader reader = new(await http.GetStreamAsync($"{node.BaseUrl}/cache/s-t01000-9", Token));
        List<string> names = [];
        while (await reader.GetNextEntryAsync(cancellationToken: Token) is { } entry) names.Add(entry.Name);
        Assert.Equal(["p_aux", "sc-02-data-tree-d.dat"], names);

        // And our own receiver takes it, digests and all.
        await using TestNode other = await TestNode.StartAsync(_miner);
        string there = await other.AddPathAsync("b");
        await using (await other.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = SectorFileType.Cache }, Token)) { }
        Assert.Equal(["p_aux", "sc-02-data-tree-d.dat"], Names(Path.Combine(there, "cache", "s-t01000-9")));
    }

    [Fact]
    public async Task They_go_when_the_cache_is_removed()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string root = await node.AddPathAsync("a");
        await node.PutAsync("a", root, Sectors.Small, SectorFileType.Cache, Sectors.Bytes(4064));
        string records = Records(root);
        await node.Store.RemoveAsync(Sectors.Small.Id, SectorFileType.Cache, [], Token);
        Assert.False(Directory.Exists(records));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_go_when_the_cache_is_moved_to_long_term_storage(bool sameFileSystem)
    {
        FakeProbe probe = new() { Identity = folder => sameFileSystem ? "one" : folder };
        await using TestNode node = await TestNode.StartAsync(_miner, probe);
        string from = await node.AddPathAsync("from"), to = await node.AddPathAsync("to", seal: false, store: true);
        await node.PutAsync("from", from, Sectors.Small, SectorFileType.Cache, Sectors.Bytes(4064));
        string left = Records(from), stale = Records(to);
        await node.Store.MoveStorageAsync(Sectors.Small, SectorFileType.Cache, Token);
        Assert.False(Directory.Exists(left) || Directory.Exists(stale));
        Assert.Equal(["p_aux", "sc-02-data-tree-d.dat"], Names(Path.Combine(to, "cache", "s-t01000-9")));
    }

    [Fact]
    public async Task They_go_when_another_cache_takes_its_place()
    {
        await using TestNode node = await TestNode.StartAsync(_miner), other = await TestNode.StartAsync(_miner);
        string here = await node.AddPathAsync("a"), there = await other.AddPathAsync("b");
        await other.PutAsync("b", there, Sectors.Small, SectorFileType.Cache, Sectors.Bytes(4064));
        string records = Records(here);
        await using (await node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = SectorFileType.Cache }, Token)) { }
        Assert.True(Directory.Exists(Path.Combine(here, "cache", "s-t01000-9")));
        Assert.False(Directory.Exists(records));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_path_that_is_opened_again_keeps_them_for_as_long_as_the_cache_is_there(bool cacheIsThere)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string root = await node.AddPathAsync("a");
        if (cacheIsThere) await node.PutAsync("a", root, Sectors.Small, SectorFileType.Cache, Sectors.Bytes(4064));
        string records = Records(root);
        // Late, because another machine may just be making the cache.
        File.SetLastWriteTimeUtc(Path.Combine(records, "layers.json"), DateTime.UtcNow - TimeSpan.FromDays(30));
        Directory.SetLastWriteTimeUtc(records, DateTime.UtcNow - TimeSpan.FromDays(30));
        await node.Store.ClosePathAsync(root, Token);
        await node.Store.OpenPathAsync(root, Token);
        Assert.Equal(cacheIsThere, Directory.Exists(records));
    }

    private static string Records(string root)
    {
        string records = Directory.CreateDirectory(Path.Combine(root, "cache", "fetching", "s-t01000-9.layers")).FullName;
        File.WriteAllText(Path.Combine(records, "layers.json"), "{}");
        return records;
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
