using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary><c>sealing abort</c>: the miner gives a job up and repeats it, the worker is not told.</summary>
public sealed class AbortTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PC1", TaskTypes.PreCommit1)]
    [InlineData("PC2", TaskTypes.PreCommit2)]
    public async Task A_job_that_is_aborted_and_repeated_runs_once_and_the_sector_is_proved(string name, string task)
    {
        await using Scene scene = await Scene.StartAsync();
        WorkerProgram worker = scene.Worker;
        using CallHold declared = scene.Miner.Faults.Hold("StorageDeclareSector", call => call.Params[2].GetInt32() == (int)SectorFileType.Sealed);
        SectorId sector = scene.Miner.Pledge();
        await declared.Arrived.WaitAsync(Patience.Limit, Stop);
        CallHold held = declared;
        if (task == TaskTypes.PreCommit2)
        {
            // After its Fetch, the next question to the index is the one that PreCommit2 begins with.
            using CallHold fetched = scene.Miner.Faults.Hold("ReturnFetch");
            declared.Release();
            await fetched.Arrived.WaitAsync(Patience.Limit, Stop);
            held = scene.Miner.Faults.Hold("StorageFindSector");
            fetched.Release();
            await held.Arrived.WaitAsync(Patience.Limit, Stop);
        }

        using CallHold _ = held;
        await AbortAsync(scene, sector, task);
        await Patience.UntilAsync("the miner asks again", () => worker.CountInLog($"{name} {sector} accepted") == 2, () => worker.Log);
        await worker.WaitForLogAsync($"{name} {sector}: call ");
        held.Release();

        await scene.WaitForStateAsync(SectorState.Proving, sector);
        await worker.AssertEachCallClosedOnceAsync();
        Assert.Equal(1, worker.CountInLog($"{name} {sector} started"));
        Assert.Equal(1, worker.CountInLog("which asks for the same"));
        Assert.Equal(1, scene.RecordOf(sector).Retries);
    }

    private static async Task AbortAsync(Scene scene, SectorId sector, string task)
    {
        await using RpcConnection connection = RpcConnection.Open(new ApiInfo(scene.Miner.AdminToken, scene.Miner.RpcUrl), new RpcClientOptions());
        IMinerAdminApi admin = connection.As<IMinerAdminApi>();
        Dictionary<string, WorkerJob[]> jobs = (await admin.WorkerJobsAsync(Stop))!;
        WorkerJob job = jobs.Values.SelectMany(list => list).Single(job => job.Task == task && job.Sector == sector && job.Id.Id != Guid.Empty);
        await admin.SealingAbortAsync(job.Id, Stop);
    }
}
