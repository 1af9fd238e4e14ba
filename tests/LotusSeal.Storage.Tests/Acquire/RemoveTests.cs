using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage.Tests;

public class RemoveTests
{
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Removing_takes_local_and_remote_copies_except_those_to_keep()
    {
        await using TestNode here = await TestNode.StartAsync(_miner);
        await using TestNode there = await TestNode.StartAsync(_miner);
        string mine = await here.PutAsync("a", await here.AddPathAsync("a"), Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(10));
        string theirs = await there.PutAsync("b", await there.AddPathAsync("b"), Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(10));
        string kept = await there.PutAsync("k", await there.AddPathAsync("k"), Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(10));
        await here.Store.RemoveAsync(Sectors.Small.Id, SectorFileType.Sealed, ["k"], Token);
        Assert.Equal(["Find 2 0", "Drop a 2", "Find 2 0"], here.Index.TakeCalls());
        Assert.Equal((false, false, true), (File.Exists(mine), File.Exists(theirs), File.Exists(kept)));
        SectorStorageInfo left = Assert.Single((await _miner.StorageFindSectorAsync(Sectors.Small.Id, SectorFileType.Sealed, 0, false, Token))!);
        Assert.Equal("k", left.Id);
    }

    [Fact]
    public async Task Copies_go_only_when_a_primary_one_exists()
    {
        await using TestNode here = await TestNode.StartAsync(_miner);
        await using TestNode there = await TestNode.StartAsync(_miner);
        string mine = await here.PutAsync("a", await here.AddPathAsync("a"), Sectors.Small, SectorFileType.Cache, Sectors.Bytes(10));
        await here.Store.RemoveCopiesAsync(Sectors.Small.Id, SectorFileType.Cache, Token);
        Assert.Equal(["Find 4 0", "Find 4 0"], here.Index.TakeCalls());
        Assert.True(Directory.Exists(mine));

        string primary = await there.PutAsync("b", await there.AddPathAsync("b"), Sectors.Small, SectorFileType.Cache,
            Sectors.Bytes(10), primary: true);
        await here.Store.RemoveCopiesAsync(Sectors.Small.Id, SectorFileType.Cache, Token);
        Assert.Equal(["Find 4 0", "Drop a 4", "Find 4 0", "Find 4 0", "Find 4 0"], here.Index.TakeCalls());
        Assert.Equal((false, true), (Directory.Exists(mine), Directory.Exists(primary)));
    }
}
