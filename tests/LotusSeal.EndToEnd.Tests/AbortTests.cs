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

    [Fact]
    public async Task A_PreCommit1_that_is_aborted_and_repeated_runs_once_and_the_sector_is_proved()
    {
        await using Scene scene = await Scene.StartAsync();
        WorkerProgram worker = scene.Worker;
        // The layers are there, and the task runs until the miner knows of them.
        using CallHold declared = scene.Miner.Faults.Hold("StorageDeclareSector", call => call.Params[2].GetInt32() == (int)SectorFileType.Sealed);
        SectorId sector = scene.Miner.Pledge();
        await declared.Arrived.WaitAsync(Patience.Limit, Stop);
        await AbortAsync(scene, sector, TaskTypes.PreCommit1);
        await worker.WaitForLogAsync("which asks for the same");
        declared.Release();

        await scene.WaitForStateAsync(SectorState.Proving, sector);
        await worker.AssertEachCallClosedOnceAsync();
        Assert.Equal((2, 1), (worker.CountInLog($"PC1 {sector} accepted"), worker.CountInLog($"PC1 {sector} started")));
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
