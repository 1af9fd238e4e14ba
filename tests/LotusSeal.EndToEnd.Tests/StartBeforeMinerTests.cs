using LotusSeal.DevMiner.Hosting;
using LotusSeal.EndToEnd.Tests.Support;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>The built worker before its miner, and when the miner is gone: it waits, and does what it is told meanwhile.</summary>
public sealed class StartBeforeMinerTests
{
    [Fact]
    public async Task A_worker_waits_for_its_miner_answers_its_commands_and_ends_with_0_when_it_is_told_to()
    {
        using TemporaryFolder folder = new();
        await using WorkerProgram worker = new(folder.Path, folder["miner"]) { TimeScale = 0.05 };
        await StartWaitingAsync(worker, life: 1);
        await worker.SucceedAsync("tasks", "disable", "PC2");
        Assert.DoesNotContain("PC2", await worker.SucceedAsync("info"), StringComparison.Ordinal);
        Assert.Equal(2, (await worker.CommandAsync("tasks", "enable", "PR3")).ExitCode);
        Assert.Contains(": 0 jobs", await worker.SucceedAsync("jobs"), StringComparison.Ordinal);
        Assert.Contains("switched off: ", await worker.SucceedAsync("drain"), StringComparison.Ordinal);
        Assert.Equal(0, await worker.WaitForExitAsync());
        Assert.Equal(1, (await worker.CommandAsync("stop")).ExitCode);

        await StartWaitingAsync(worker, life: 2);
        Assert.Equal(0, await worker.TerminateAsync());

        await StartWaitingAsync(worker, life: 3);
        await using DevMinerHost miner = await DevMinerHost.StartAsync(Scene.QuickMiner(folder["miner"]), TestContext.Current.CancellationToken);
        await worker.WaitReadyAsync();
        miner.Faults.RefuseConnections = true;
        miner.Faults.DropConnections();
        await worker.WaitForLogAsync("LOTUS-MINER CONNECTION LOST");
        await worker.SucceedAsync("stop");
        Assert.Equal(0, await worker.WaitForExitAsync());
        Assert.DoesNotContain("   at ", worker.Log, StringComparison.Ordinal);
    }

    /// <summary>Starts the worker and waits until it waits for its miner and answers its own commands.</summary>
    private static async Task StartWaitingAsync(WorkerProgram worker, int life)
    {
        worker.Start();
        await worker.WaitForLogAsync("Connecting to miner API", life);
        await Patience.UntilAsync("the worker answers", async () => (await worker.CommandAsync("info")).ExitCode == 0, () => worker.Log);
    }
}
