using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage.Tests;

public sealed class SectorFileLengthsTests : IDisposable
{
    private static readonly SectorId Sector = Sectors.Small.Id;
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sealed", 2047, false)]
    [InlineData("sealed", 2048, true)]
    [InlineData("sealed", 0, false)]
    [InlineData("update", 4096, false)]
    [InlineData("update", 8 << 20, true)]
    [InlineData("unsealed", 2048, true)]
    [InlineData("unsealed", 2052, true)]
    [InlineData("unsealed", 2051, false)]
    [InlineData("unsealed", 3000, false)]
    public async Task Only_a_file_as_long_as_a_sector_is_declared_and_an_earlier_declaration_is_taken_back(string type, int length, bool whole)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        Prepare();
        Directory.CreateDirectory(_folder[type]);
        await File.WriteAllBytesAsync(_folder[type, "s-t01000-9"], new byte[length], Token);
        SectorFileType kind = SectorFileTypes.All.Single(each => each.FolderName() == type);
        for (int i = 0; i < 2; i++)
        {
            if (i == 0) await node.Store.OpenPathAsync(_folder.Path, Token);
            else await node.Store.RedeclareAsync("kept", dropMissing: true, Token);
            Assert.Equal(whole ? 1 : 0, (await _miner.StorageFindSectorAsync(Sector, kind, 0, false, Token) ?? []).Length);
            await _miner.StorageDeclareSectorAsync("kept", Sector, kind, true, Token);
        }
    }

    [Fact]
    public async Task One_sector_that_cannot_be_looked_into_keeps_the_others_from_nothing()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        Prepare();
        Directory.CreateDirectory(_folder["sealed"]);
        await File.WriteAllBytesAsync(_folder["sealed/s-t01000-9"], new byte[2048], Token);
        // A link that leads to itself gives an error to whoever follows it.
        File.CreateSymbolicLink(_folder["sealed/s-t01000-8"], _folder["sealed/s-t01000-8"]);
        await node.Store.OpenPathAsync(_folder.Path, Token);
        Assert.Single(await _miner.StorageFindSectorAsync(Sector, SectorFileType.Sealed, 0, false, Token) ?? []);
        await node.Store.RedeclareAsync("kept", dropMissing: false, Token);
        Assert.Single(await _miner.StorageFindSectorAsync(Sector, SectorFileType.Sealed, 0, false, Token) ?? []);
    }

    [Theory]
    [InlineData(64, 2336, 2336, true)]
    [InlineData(63, 2336, 2336, false)]
    [InlineData(64, 2336, 2335, false)]
    [InlineData(64, 0, 0, false)]
    [InlineData(null, 2336, 2336, false)]
    [InlineData(64, 2336, null, true)]
    public async Task A_cache_in_a_path_where_nothing_is_sealed_is_declared_when_its_files_are_whole(int? aux, int first, int? second, bool whole)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        Prepare();
        Directory.CreateDirectory(_folder["cache/s-t01000-9"]);
        if (aux is { } length) await File.WriteAllBytesAsync(_folder["cache/s-t01000-9/p_aux"], new byte[length], Token);
        string[] names = second is null ? ["sc-02-data-tree-r-last.dat"] : ["sc-02-data-tree-r-last-0.dat", "sc-02-data-tree-r-last-1.dat"];
        foreach ((int index, string name) in names.Index())
            await File.WriteAllBytesAsync(_folder["cache/s-t01000-9", name], new byte[index == 0 ? first : second!.Value], Token);
        await node.Store.OpenPathAsync(_folder.Path, Token);
        Assert.Equal(whole ? 1 : 0, (await _miner.StorageFindSectorAsync(Sector, SectorFileType.Cache, 0, false, Token) ?? []).Length);
    }

    [Fact]
    public async Task A_cache_that_is_being_sealed_is_declared_where_sectors_are_sealed()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        StorageDescriptor.Create(_folder.Path, new StorageDescriptor { Id = "both", Weight = 10, CanSeal = true, CanStore = true });
        Directory.CreateDirectory(_folder["cache/s-t01000-9"]);
        await File.WriteAllBytesAsync(_folder["cache/s-t01000-9/sc-02-data-layer-1.dat"], new byte[2048], Token);
        await node.Store.OpenPathAsync(_folder.Path, Token);
        Assert.Single((await _miner.StorageFindSectorAsync(Sector, SectorFileType.Cache, 0, false, Token))!);
    }

    [Fact]
    public async Task What_another_worker_of_the_path_is_writing_keeps_its_declaration()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        StorageDescriptor.Create(_folder.Path, new StorageDescriptor { Id = "shared", Weight = 10, CanSeal = true });
        // A PreCommit2 that is repeated: all is there from the first one, and one tree is half made again.
        string cache = Directory.CreateDirectory(_folder["cache/s-t01000-9"]).FullName;
        await File.WriteAllBytesAsync(Path.Combine(cache, "p_aux"), new byte[64], Token);
        await File.WriteAllBytesAsync(Path.Combine(cache, "sc-02-data-tree-r-last.dat"), new byte[2336], Token);
        using FolderOwner owner = FolderOwner.Claim(cache);
        await File.WriteAllBytesAsync(owner.NameOf("sc-02-data-tree-r-last.dat"), new byte[100], Token);
        // An unsealed file between the two writes that replace its map.
        Directory.CreateDirectory(_folder["unsealed/fetching"]);
        await using FileStream unsealed = new(_folder["unsealed/s-t01000-9"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        unsealed.SetLength(2048 + 9);
        await File.WriteAllBytesAsync(_folder["unsealed/fetching/s-t01000-9.map"], new byte[8], Token);
        foreach (SectorFileType type in (SectorFileType[])[SectorFileType.Cache, SectorFileType.Unsealed])
            await _miner.StorageDeclareSectorAsync("shared", Sector, type, false, Token);

        await node.Store.OpenPathAsync(_folder.Path, Token);
        Assert.Single((await _miner.StorageFindSectorAsync(Sector, SectorFileType.Cache, 0, false, Token))!);
        Assert.Single((await _miner.StorageFindSectorAsync(Sector, SectorFileType.Unsealed, 0, false, Token))!);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(8 << 20)]
    public async Task A_cut_primary_copy_costs_no_whole_one(int length)
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string whole = await node.PutAsync("from", await node.AddPathAsync("from"), Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(2048));
        string cut = await node.PutAsync("to", await node.AddPathAsync("to", seal: false, store: true), Sectors.Small, SectorFileType.Sealed,
            new byte[length], primary: true);
        await node.Store.RemoveCopiesAsync(Sector, SectorFileType.Sealed, Token);
        Assert.Equal(Sectors.Bytes(2048), await File.ReadAllBytesAsync(whole, Token));
        Assert.True(File.Exists(cut));
    }

    [Fact]
    public async Task A_file_that_is_not_whole_is_not_moved()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string cut = await node.PutAsync("from", await node.AddPathAsync("from"), Sectors.Medium, SectorFileType.Sealed, Sectors.Bytes(2048));
        string to = await node.AddPathAsync("to", seal: false, store: true);
        StorageException refused = await Assert.ThrowsAsync<StorageException>(() =>
            node.Store.MoveStorageAsync(Sectors.Medium, SectorFileType.Sealed, Token));
        Assert.Equal(StorageFault.Damaged, refused.Fault);
        Assert.Contains(cut, refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(cut));
        Assert.False(File.Exists(Path.Combine(to, "sealed", "s-t01000-10")));
    }

    private void Prepare() => StorageDescriptor.Create(_folder.Path, new StorageDescriptor { Id = "kept", Weight = 10, CanStore = true });
}
