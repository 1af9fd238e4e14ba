using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Data of which a part was given up, in long-term storage of another machine than that which unseals them.</summary>
public sealed class UnsealAgainTests
{
    [Fact]
    public async Task What_was_unsealed_reaches_the_store_that_kept_a_part_of_it()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using Scene scene = await Scene.StartAsync(options => options with { Pipeline = options.Pipeline with { KeepUnsealed = true } });
        byte[] data = new byte[2032];
        new Random(1).NextBytes(data);
        await File.WriteAllBytesAsync(scene.Folder["piece"], data, stop);
        SectorId sector = scene.Miner.SealFiles(scene.Folder["piece"]);
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        string kept = Path.Combine(scene.MinerRepository, "store", "unsealed", sector.ToString());
        byte[] before = await File.ReadAllBytesAsync(kept, stop);

        SectorRecord record = scene.RecordOf(sector);
        SealingOperations miner = scene.Miner.Services.Operations;
        await miner.ReleaseUnsealedAsync(record.Reference, [new UnpaddedRange(0, 1016)], 0, stop);
        Assert.Equal([new ByteRange(0, 1024)], PartialFile.ReadValid(kept, 2048));
        await miner.UnsealAsync(record.Reference, 2032, record.Ticket!, record.CommD!, stop);

        Assert.Equal([new ByteRange(0, 2048)], PartialFile.ReadValid(kept, 2048));
        Assert.Equal(before[..2048], (await File.ReadAllBytesAsync(kept, stop))[..2048]);
        Assert.False(File.Exists(Path.Combine(scene.Worker.Repository, "unsealed", sector.ToString())));
    }
}
