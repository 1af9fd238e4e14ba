using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Two machines: files move between their workers, and at last to long-term storage.</summary>
public sealed class TwoWorkersTests
{
    [Fact]
    public async Task Layers_are_fetched_from_the_first_worker_and_the_finished_sector_is_moved_to_a_path_that_is_attached_at_run_time()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using Scene scene = await Scene.StartAsync(options => options with { StoragePath = null }, "--precommit2=false");
        WorkerProgram first = scene.Worker;
        await using WorkerProgram second = new(scene.Folder.Path, scene.MinerRepository, "second")
        {
            TimeScale = 0.05,
            Arguments = ["--addpiece=false", "--precommit1=false"],
        };
        await second.StartReadyAsync();
        await using RpcConnection connection = RpcConnection.Open(new ApiInfo(scene.Miner.AdminToken, scene.Miner.RpcUrl), new RpcClientOptions());
        IMinerApi miner = connection.As<IMinerApi>();

        SectorId sector = scene.Miner.Pledge();
        // There is no long-term path: the files stay where PreCommit2 ran, nothing is left where PreCommit1 ran, and the sector is not done.
        await Patience.UntilAsync("the finished sector waits for a path",
            () => scene.MinerLog.Lines.Any(line => line.Contains($"{sector} is finished and waits", StringComparison.Ordinal)),
            () => $"{scene.MinerLog}\n{second.Log}");
        Assert.Equal(SectorState.FinalizeSector, scene.RecordOf(sector).State);
        Assert.Equal((1, 0), (first.CountInLog($" PC1 {sector} done"), second.CountInLog($" PC1 {sector} done")));
        Assert.Equal((0, 1), (first.CountInLog($" PC2 {sector} done"), second.CountInLog($" PC2 {sector} done")));
        Assert.Equal(1, second.CountInLog($" C1 {sector} done"));
        Assert.True(HasSealed(second.Repository, sector));
        Assert.False(Path.Exists(Path.Combine(first.Repository, "sealed", sector.ToString())));
        Assert.False(Path.Exists(Path.Combine(first.Repository, "cache", sector.ToString())));

        string store = scene.Folder["store"];
        await first.SucceedAsync("storage", "attach", "--init", "--store", store);
        Assert.Contains($"Use: Store\n\tLocal: {store}\n", await first.SucceedAsync("storage", "list"), StringComparison.Ordinal);
        await WaitProvingAsync(scene, second, sector);
        Assert.True(HasSealed(store, sector));
        SectorId moved = scene.Miner.Pledge();
        await WaitProvingAsync(scene, second, moved);
        Assert.True(HasSealed(store, moved));
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"],
            Directory.GetFiles(Path.Combine(store, "cache", moved.ToString())).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string repository in (string[])[first.Repository, second.Repository])
        {
            Assert.False(Path.Exists(Path.Combine(repository, "sealed", moved.ToString())));
            Assert.False(Path.Exists(Path.Combine(repository, "cache", moved.ToString())));
            Assert.False(Path.Exists(Path.Combine(repository, "unsealed", moved.ToString())));
        }

        await first.SucceedAsync("storage", "redeclare", "--all");
        SectorStorageInfo[] holders = (await miner.StorageFindSectorAsync(moved, SectorFileType.Sealed | SectorFileType.Cache, 2048, false, stop))!;
        SectorStorageInfo holder = Assert.Single(holders);
        Assert.Equal((false, true), (holder.CanSeal, holder.CanStore));
        Dictionary<string, SectorDeclaration[]> listed = (await miner.StorageListAsync(stop))!;
        Assert.Equal(SectorFileType.Sealed | SectorFileType.Cache,
            listed[holder.Id].Where(entry => entry.Number == moved.Number)
                .Aggregate(SectorFileType.None, (types, entry) => types | entry.SectorFileType));

        await first.AssertEachCallClosedOnceAsync();
        await second.AssertEachCallClosedOnceAsync();
        scene.AssertEachStepOnce(sector);
        scene.AssertEachStepOnce(moved);
    }

    private static async Task WaitProvingAsync(Scene scene, WorkerProgram second, SectorId sector)
    {
        try
        {
            await scene.WaitForStateAsync(SectorState.Proving, sector);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}\n--- second\n{second.Log}", error);
        }
    }

    private static bool HasSealed(string path, SectorId sector) =>
        new FileInfo(Path.Combine(path, "sealed", sector.ToString())) is { Exists: true, Length: 2048 }
        && Directory.Exists(Path.Combine(path, "cache", sector.ToString()));
}
