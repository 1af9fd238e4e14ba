using System.Security.Cryptography;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Miners come and go while work runs.</summary>
public sealed class MinerRestartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Work_that_runs_through_restarts_and_cuts_is_taken_under_its_old_call_and_the_worker_registers_after_it()
    {
        await using Scene scene = await Scene.StartAsync(options => options with
        {
            Pipeline = options.Pipeline with { ProofType = RegisteredSealProof.StackedDrg8MiBV1_1 },
        });
        WorkerProgram worker = scene.Worker;
        SectorId sector = scene.Miner.Pledge();

        await worker.WaitForProgressAsync("PC1");
        await scene.Miner.CutAsync(TimeSpan.Zero, TimeSpan.FromMilliseconds(200)).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        await RestartDuringAsync(scene, "PC1", "SealPreCommit1");

        await worker.WaitForProgressAsync("PC2");
        await RestartDuringAsync(scene, "PC2", "SealPreCommit2");

        await scene.WaitForStateAsync(SectorState.Proving, sector);
        await worker.AssertEachCallClosedOnceAsync();
        Assert.True(scene.RecordOf(sector).Retries == 0, $"{scene.MinerLog}\n{worker.Log}");
        scene.AssertNoStepWasRepeated(sector);
        Assert.Equal(3, worker.CountInLog("Registered with the miner"));
        Assert.Equal(1, scene.MinerLog.Lines.Count(line => line.Contains("vanilla proofs verified here", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sectors_reach_proving_though_the_miner_is_killed_at_five_random_moments()
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using TemporaryFolder folder = new();
        await using MinerProgram miner = new(folder.Path);
        await miner.StartAsync();
        await using WorkerProgram worker = new(folder.Path, miner.Repository) { TimeScale = 0.05 };
        await worker.StartReadyAsync();
        for (int kill = 0; kill < 5; kill++)
        {
            await miner.AskAsync(api => api.PledgeSectorAsync(TestContext.Current.CancellationToken));
            await Task.Delay(random.Next(0, 1500), TestContext.Current.CancellationToken);
            await miner.KillAsync();
            await miner.StartAsync();
        }

        await Patience.UntilAsync("all sectors are proving", async () =>
        {
            Dictionary<string, int>? states = await miner.AskAsync(api => api.SectorsSummaryAsync(TestContext.Current.CancellationToken));
            return states!.GetValueOrDefault(SectorState.Proving) == 5;
        }, () => $"{miner.Log}\n--- worker\n{worker.Log}");
        await worker.AssertEachCallClosedOnceAsync();
        Assert.False(worker.HasExited);
    }

    /// <summary>Restarts the miner while a task runs and checks the order: the old call's result first, then the registration.</summary>
    private static async Task RestartDuringAsync(Scene scene, string task, string returns)
    {
        WorkerProgram worker = scene.Worker;
        int registered = worker.CountInLog("Registered with the miner");
        string call = Assert.Single((await worker.JobsAsync()).Jobs, job => job.ShortTask == task).Call;
        await scene.Miner.RestartAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        Assert.Contains((await worker.JobsAsync()).Jobs, job => job.Call == call);
        await Patience.UntilAsync("the worker registers again", () => worker.CountInLog("Registered with the miner") > registered, () => worker.Log);

        string[] log = worker.Log.Split('\n');
        int restarted = Array.FindLastIndex(log, line => line.Contains("The miner was restarted", StringComparison.Ordinal));
        int waiting = Array.FindLastIndex(log, line => line.Contains("Registration waits until 1 running task(s) ended", StringComparison.Ordinal));
        int delivered = Array.FindIndex(log, line => line.Contains($"Return{returns} of call {call} delivered", StringComparison.Ordinal));
        int again = Array.FindLastIndex(log, line => line.Contains("Registered with the miner", StringComparison.Ordinal));
        Assert.True(0 <= restarted && restarted < waiting && waiting < delivered && delivered < again, worker.Log);
    }
}
