using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage.Tests;

/// <summary>Declaring never fails a finished task.</summary>
public class PendingDeclarationTests
{
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_the_index_does_not_take_is_declared_when_it_does()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        string root = await node.AddPathAsync("a");
        node.Index.Fail = call => call.StartsWith("Declare", StringComparison.Ordinal) ? new RpcTransportException("the miner is away") : null;
        AcquireRequest wanted = new(Sectors.Small) { Allocate = SectorFileType.Sealed | SectorFileType.Cache };
        await using (IAcquiredSector files = await node.Store.AcquireAsync(wanted, Token))
        {
            await File.WriteAllTextAsync(files.PathOf(SectorFileType.Sealed), "done", Token);
            Directory.CreateDirectory(files.PathOf(SectorFileType.Cache));
            await files.DeclareAsync(Token);
        }

        await Patience.UntilAsync("it is tried again", () => node.Index.TakeCalls().Contains("Declare a 4 False"));
        Assert.Empty(await HoldersAsync(SectorFileType.Sealed));
        // What is gone by then is not declared.
        Directory.Delete(Path.Combine(root, "cache", "s-t01000-9"));
        node.Index.Fail = _ => null;
        await Patience.UntilAsync("the index has it", () => HoldersAsync(SectorFileType.Sealed).Result.Length == 1);
        Assert.Empty(await HoldersAsync(SectorFileType.Cache));
    }

    [Fact]
    public async Task A_task_that_is_stopped_while_it_declares_hears_of_it()
    {
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.AddPathAsync("a");
        using CancellationTokenSource stop = new();
        node.Index.Fail = call =>
        {
            if (!call.StartsWith("Declare", StringComparison.Ordinal)) return null;
            stop.Cancel();
            return new OperationCanceledException(stop.Token);
        };
        AcquireRequest wanted = new(Sectors.Small) { Allocate = SectorFileType.Sealed };
        await using IAcquiredSector files = await node.Store.AcquireAsync(wanted, Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => files.DeclareAsync(stop.Token));
    }

    private async Task<SectorStorageInfo[]> HoldersAsync(SectorFileType type) =>
        await _miner.StorageFindSectorAsync(Sectors.Small.Id, type, 2048, false, Token) ?? [];
}
