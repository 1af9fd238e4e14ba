using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;
using LotusSeal.Testing.Processes;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Sectors with their proofs, made by the worker's prover and verified by the miner.</summary>
public sealed class Commit2Tests
{
    [Fact]
    public async Task Two_sectors_get_proofs_that_the_miner_verifies_and_one_prover_makes_both()
    {
        await using Scene scene = await StartAsync();
        SectorId[] sectors = [scene.Miner.Pledge(), scene.Miner.Pledge()];
        await WaitForProofsAsync(scene, sectors);
        Assert.All(sectors, sector => Assert.Equal(192, scene.RecordOf(sector).Proof!.Length));
        Assert.Equal(1, scene.Worker.CountInLog("Prover started as process"));
    }

    [Fact]
    public async Task A_prover_and_a_worker_that_are_killed_in_Commit2_cost_a_repeat_each()
    {
        await using Scene scene = await StartAsync();
        SectorId sector = scene.Miner.Pledge();
        await scene.Worker.WaitForTaskAsync("C2");
        Assert.True(Signal.TrySend(await ProverAsync(scene, 1), Signal.Kill));
        await scene.Worker.WaitForLogAsync("killed (signal 9)");
        await scene.Worker.WaitForTaskAsync("C2");
        int second = await ProverAsync(scene, 2);
        await scene.Worker.KillAsync();
        await Patience.UntilAsync("the prover is gone", () => !Directory.Exists($"/proc/{second}"));
        await scene.Worker.StartReadyAsync();
        await WaitForProofsAsync(scene, sector);
        Assert.Equal(2, scene.RecordOf(sector).Retries);
    }

    private static Task<Scene> StartAsync()
    {
        LongTests.Need();
        string folder = ProofParameters.FolderOrSkip();
        return Scene.StartAsync(options => options with { Pipeline = options.Pipeline with { Prove = true }, ParametersFolder = folder },
            "--params", folder);
    }

    /// <summary>A proof takes longer than anything else that tests wait for.</summary>
    private static async Task WaitForProofsAsync(Scene scene, params SectorId[] sectors)
    {
        foreach (SectorId sector in sectors)
        {
            await scene.Miner.WaitForStateAsync(sector.Number, SectorState.Proving, 10 * Patience.Limit, TestContext.Current.CancellationToken);
            Assert.Single(scene.MinerLog.Lines, line => line.Contains($"Sector {sector}: CommitWait: proof of 192 bytes verified here",
                StringComparison.Ordinal));
        }
    }

    private static async Task<int> ProverAsync(Scene scene, int times)
    {
        await scene.Worker.WaitForLogAsync(WorkerProgram.ProverStarted, times);
        return scene.Worker.LastProver!.Value;
    }
}
