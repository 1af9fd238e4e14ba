using System.Net;
using System.Net.Http.Headers;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage.Tests;

/// <summary>A worker that was away when copies were removed comes back with an unsealed file that has less than another one.</summary>
public class LesserCopyTests
{
    private const SectorFileType Unsealed = SectorFileType.Unsealed;
    private const ulong Half = 1024, Whole = 2048;

    private readonly MinerSectorIndex _miner = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Half, Whole, true)]
    [InlineData(Half, Half, false)]
    [InlineData(Whole, Whole, false)]
    [InlineData(Whole, Half, false)]
    public async Task A_step_takes_the_file_with_all_data(ulong here, ulong there, bool isFetched)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await using TestNode other = await TestNode.StartAsync(_miner);
        await PutAsync(node, "ours", here);
        await PutAsync(other, "theirs", there);
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Unsealed }, Token);
        Assert.Equal(isFetched ? there : here, Assert.Single(PartialFile.ReadValid(acquired.PathOf(Unsealed), Whole)).Size);
        Assert.Equal(isFetched, node.Index.TakeCalls().Contains("Declare ours 1 False"));
    }

    [Theory]
    [InlineData(Half, Whole, HttpStatusCode.InternalServerError)]
    [InlineData(Half, Half, HttpStatusCode.OK)]
    [InlineData(Whole, Half, HttpStatusCode.OK)]
    public async Task A_node_is_not_sent_less_than_another_one_has(ulong here, ulong there, HttpStatusCode answer)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await using TestNode other = await TestNode.StartAsync(_miner);
        await PutAsync(node, "ours", here);
        await PutAsync(other, "theirs", there);
        Assert.Equal(answer, await GetAsync(node));
    }

    [Fact]
    public async Task Of_two_paths_of_one_process_the_whole_file_is_sent()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await using TestNode other = await TestNode.StartAsync(_miner);
        await PutAsync(node, "a", Half);
        await PutAsync(node, "b", Whole);
        await PutAsync(node, "c", Half);
        await other.AddPathAsync("theirs");
        await using IAcquiredSector acquired = await other.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Unsealed }, Token);
        Assert.Equal(Whole, Assert.Single(PartialFile.ReadValid(acquired.PathOf(Unsealed), Whole)).Size);
    }

    [Fact]
    public async Task A_holder_that_is_away_holds_nothing_up()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        TestNode other = await TestNode.StartAsync(_miner);
        await PutAsync(node, "ours", Half);
        await PutAsync(other, "theirs", Whole);
        await other.DisposeAsync();
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Existing = Unsealed }, Token);
        Assert.Equal(Half, Assert.Single(PartialFile.ReadValid(acquired.PathOf(Unsealed), Whole)).Size);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(node));
    }

    [Fact]
    public async Task The_whole_file_is_kept()
    {
        await using TestNode here = await TestNode.StartAsync(_miner);
        await using TestNode there = await TestNode.StartAsync(_miner);
        string lesser = await PutAsync(here, "ours", Half);
        string whole = await PutAsync(there, "theirs", Whole);
        string store = await here.AddPathAsync("store", seal: false, store: true);
        await here.Store.MoveStorageAsync(Sectors.Small, Unsealed, Token);
        string kept = SectorFolder.FileOf(store, Unsealed, Sectors.Small.Id);
        Assert.Equal(Whole, Assert.Single(PartialFile.ReadValid(kept, Whole)).Size);
        Assert.Equal((false, false), (File.Exists(lesser), File.Exists(whole)));
    }

    private static async Task<string> PutAsync(TestNode node, string pathId, ulong valid)
    {
        string root = await node.AddPathAsync(pathId);
        string file = SectorFolder.FileOf(root, Unsealed, Sectors.Small.Id);
        using (PartialFile unsealed = PartialFile.Create(file, Whole)) unsealed.MarkAllocated(0, valid);
        await node.Index.StorageDeclareSectorAsync(pathId, Sectors.Small.Id, Unsealed, false, Token);
        node.Index.TakeCalls();
        return file;
    }

    private static async Task<HttpStatusCode> GetAsync(TestNode node)
    {
        using HttpClient client = new();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestNode.Token);
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"{node.BaseUrl}/unsealed/s-t01000-9"), Token);
        return answer.StatusCode;
    }
}
