using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage.Tests;

/// <summary>Space of paths whose folders are links to elsewhere.</summary>
public sealed class LinkedFolderTests : IDisposable
{
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sector_behind_a_link_counts_for_the_limit_of_its_path()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string root = await node.AddPathAsync("a", change: d => d with { MaxStorage = 20 << 20 });
        string elsewhere = await WriteAsync("sector", 12 << 20);
        File.CreateSymbolicLink(Path.Combine(root, "sealed", "s-t01000-3"), elsewhere);
        FsStat stat = (await node.Store.StatAsync("a", Token))!;
        Assert.InRange(stat.Used, 12 << 20, 13 << 20);
        Assert.InRange(stat.Available, 0, 8 << 20);
        AcquireRequest wanted = new(Sectors.Medium) { Allocate = SectorFileType.Sealed };
        // The miner, which plans by the report, gives it nothing; neither does the path by itself.
        StorageException e = await Assert.ThrowsAsync<StorageException>(() => node.Store.AcquireAsync(wanted, Token));
        Assert.Equal(SealErrorCode.TempAllocateSpace, e.Code);
    }

    [Fact]
    public async Task What_was_written_behind_a_link_is_promised_no_longer()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string root = await node.AddPathAsync("a");
        string elsewhere = await WriteAsync("sector", 8 << 20);
        await using IAcquiredSector acquired =
            await node.Store.AcquireAsync(new AcquireRequest(Sectors.Medium) { Allocate = SectorFileType.Sealed }, Token);
        Assert.Equal(8 << 20, (await node.Store.StatAsync("a", Token))!.Reserved);
        File.CreateSymbolicLink(acquired.PathOf(SectorFileType.Sealed), elsewhere);
        Assert.Equal(0, (await node.Store.StatAsync("a", Token))!.Reserved);
        Assert.StartsWith(root, acquired.PathOf(SectorFileType.Sealed));
    }

    [Fact]
    public async Task Space_is_promised_on_the_file_system_that_a_type_folder_lies_on()
    {
        using TemporaryFolder mount = new();
        if (!await Mounts.TryMountAsync("-t", "tmpfs", "-o", "size=9m", "tmpfs", mount.Path)) Assert.Skip("a small tmpfs cannot be mounted here");
        try
        {
            StorageDescriptor.Create(_folder["p"], new StorageDescriptor { Id = "p", Weight = 10, CanSeal = true });
            File.CreateSymbolicLink(_folder["p/sealed"], mount.Path);
            await using TestNode node = await TestNode.StartAsync(_miner, new FileSystemProbe());
            await node.Store.OpenPathAsync(_folder["p"], Token);
            AcquireRequest wanted = new(Sectors.Medium) { Allocate = SectorFileType.Sealed };
            AcquireRequest next = new(Sectors.Medium with { Id = new SectorId(1000, 11) }) { Allocate = SectorFileType.Sealed };
            await using (await node.Store.AcquireAsync(wanted, Token))
            {
                StorageException e = await Assert.ThrowsAsync<StorageException>(() => node.Store.AcquireAsync(next, Token));
                Assert.Equal(StorageFault.NoSpace, e.Fault);
            }

            await (await node.Store.AcquireAsync(next, Token)).DisposeAsync();
        }
        finally
        {
            Assert.True(await Mounts.TryUnmountAsync(mount.Path));
        }
    }

    private async Task<string> WriteAsync(string name, int length)
    {
        await File.WriteAllBytesAsync(_folder[name], Sectors.Bytes(length), Token);
        AtomicFile.FlushFile(_folder[name]);
        return _folder[name];
    }
}
