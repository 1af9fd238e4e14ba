using System.Security.Cryptography;
using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Miners come and go while work runs.</summary>
public sealed class MinerRestartTests(ITestOutputHelper output)
{
    /// <summary>Bytes that a worker writes about one sector, about.</summary>
    private const int LogOfASector = 6000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_that_runs_through_restarts_and_cuts_is_taken_under_its_old_call_and_the_worker_registers_after_it()
    {
        await using Scene scene = await Scene.StartAsync();
        WorkerProgram worker = scene.Worker;
        // PreCommit1 asks where its sealed file may lie, and runs until it is told.
        using CallHold preCommit1 = scene.Miner.Faults.Hold("StorageBestAlloc", call => call.Params[0].GetInt32() == (int)SectorFileType.Sealed);
        SectorId sector = scene.Miner.Pledge();
        await preCommit1.Arrived.WaitAsync(Patience.Limit, Stop);
        await scene.Miner.CutAsync(TimeSpan.Zero, TimeSpan.FromMilliseconds(200)).WaitAsync(Patience.Limit, Stop);
        using CallHold fetched = scene.Miner.Faults.Hold("ReturnFetch");
        await RestartDuringAsync(scene, "PC1", "SealPreCommit1", preCommit1);

        // After its Fetch, the next question to the index is the one that PreCommit2 begins with.
        await fetched.Arrived.WaitAsync(Patience.Limit, Stop);
        using CallHold preCommit2 = scene.Miner.Faults.Hold("StorageFindSector");
        fetched.Release();
        await preCommit2.Arrived.WaitAsync(Patience.Limit, Stop);
        await RestartDuringAsync(scene, "PC2", "SealPreCommit2", preCommit2);

        await scene.WaitForStateAsync(SectorState.Proving, sector);
        await worker.AssertEachCallClosedOnceAsync();
        Assert.True(scene.RecordOf(sector).Retries == 0, $"{scene.MinerLog}\n{worker.Log}");
        scene.AssertNoStepWasRepeated(sector);
        Assert.Equal(3, worker.CountInLog("Registered with the miner"));
        Assert.Equal(1, scene.MinerLog.Lines.Count(line => line.Contains("vanilla proofs verified here", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_miner_that_ended_between_storing_a_sector_and_noting_it_finalizes_the_sector_again(bool withData)
    {
        await using Scene scene = await Scene.StartAsync(options => options with { Pipeline = options.Pipeline with { KeepUnsealed = withData } });
        string file = scene.Folder["piece"];
        await File.WriteAllBytesAsync(file, new byte[100], Stop);
        SectorId sector = withData ? scene.Miner.SealFiles(file) : scene.Miner.Pledge();
        await scene.WaitForStateAsync(SectorState.Proving, sector);

        // What that moment leaves: the files are in the miner's own path, the ledger is a step behind.
        scene.Miner.Services.Ledger.Put(scene.RecordOf(sector) with { State = SectorState.FinalizeSector });
        await scene.Miner.RestartAsync(TimeSpan.Zero, Stop);

        await scene.WaitForStateAsync(SectorState.Proving, sector);
        SectorFileType kept = SectorFileType.Sealed | SectorFileType.Cache | (withData ? SectorFileType.Unsealed : 0);
        foreach (SectorFileType type in kept.Each())
            Assert.True(Path.Exists(Path.Combine(scene.MinerRepository, "store", type.FolderName(), $"{sector}")), $"{type}\n{scene.MinerLog}");
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
            await miner.AskAsync(api => api.PledgeSectorAsync(Stop));
            // A moment is a place in the worker's log: so kills hit work on a machine of any speed.
            long moment = worker.LogLength + random.Next(LogOfASector);
            int pledged = kill + 1;
            await Patience.UntilAsync("the worker gets on",
                async () => worker.LogLength >= moment || await ProvingAsync(miner) == pledged, () => worker.Log);
            await miner.KillAsync();
            await miner.StartAsync();
        }

        await Patience.UntilAsync("all sectors are proving", async () => await ProvingAsync(miner) == 5,
            () => $"{miner.Log}\n--- worker\n{worker.Log}");
        await worker.AssertEachCallClosedOnceAsync();
        Assert.False(worker.HasExited);
    }

    private static async Task<int> ProvingAsync(MinerProgram miner)
    {
        Dictionary<string, int>? states = await miner.AskAsync(api => api.SectorsSummaryAsync(Stop));
        return states!.GetValueOrDefault(SectorState.Proving);
    }

    /// <summary>Restarts the miner while a task is held and checks the order: the old call's result first, then the registration.</summary>
    private static async Task RestartDuringAsync(Scene scene, string task, string returns, CallHold held)
    {
        const string Waiting = "Registration waits until 1 running task(s) ended";
        WorkerProgram worker = scene.Worker;
        int registered = worker.CountInLog("Registered with the miner"), waited = worker.CountInLog(Waiting);
        string call = await worker.WaitForTaskAsync(task);
        await Patience.UntilAsync("the miner knows the call",
            () => scene.Miner.Services.Calls.RunningWork().Any(work => $"{work.Record.Call}" == call), () => worker.Log);
        await scene.Miner.RestartAsync(TimeSpan.FromMilliseconds(100), Stop);
        await worker.WaitForLogAsync(Waiting, waited + 1);
        Assert.Contains((await worker.JobsAsync()).Jobs, job => job.Call == call);
        held.Release();
        await worker.WaitForLogAsync("Registered with the miner", registered + 1);

        string[] log = worker.Log.Split('\n');
        int restarted = Array.FindLastIndex(log, line => line.Contains("The miner was restarted", StringComparison.Ordinal));
        int waiting = Array.FindLastIndex(log, line => line.Contains(Waiting, StringComparison.Ordinal));
        int delivered = Array.FindIndex(log, line => line.Contains($"Return{returns} of call {call} delivered", StringComparison.Ordinal));
        int again = Array.FindLastIndex(log, line => line.Contains("Registered with the miner", StringComparison.Ordinal));
        Assert.True(0 <= restarted && restarted < waiting && waiting < delivered && delivered < again, worker.Log);
    }
}
