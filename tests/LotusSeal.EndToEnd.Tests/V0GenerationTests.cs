using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Lotus.Generation;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>The worker beside a miner of v0.3.0.</summary>
public sealed class V0GenerationTests
{
    [Fact]
    public async Task A_sector_reaches_proving_over_the_protocol_of_v0_3_0_and_the_lists_are_those_of_that_time()
    {
        await using Scene scene = await Scene.StartAsync(options => options with
        {
            Generation = LotusGeneration.V0,
            Pipeline = options.Pipeline with { ProofType = RegisteredSealProof.StackedDrg2KiBV1 },
        });
        Assert.Contains("API 0.3.0: v0.3.0 protocol", scene.Worker.Log, StringComparison.Ordinal);
        string workers = await scene.Worker.SucceedAsync("workers", "list");
        Assert.Matches(@"^Worker 1, host worker\n\tCPU:  \[ *\] 0 core\(s\) in use\n\tRAM: +\[[^\]]*\]", workers);

        SectorId sector = scene.Miner.Pledge();
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        string store = Path.Combine(scene.MinerRepository, "store");
        Assert.True(File.Exists(Path.Combine(store, "sealed", sector.ToString())));
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"],
            Directory.GetFiles(Path.Combine(store, "cache", sector.ToString())).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        await scene.Miner.RestartAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        SectorId afterRestart = scene.Miner.Pledge();
        await scene.WaitForStateAsync(SectorState.Proving, afterRestart);
    }
}
