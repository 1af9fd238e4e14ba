using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Tests.Fakes;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.DevMiner.Tests.Hosting;

/// <summary>Whole sectors over the real wire with a scripted worker.</summary>
public class SealingTests
{
    [Fact]
    public async Task A_pledged_sector_goes_through_the_calls_of_a_real_miner_to_Proving()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        SectorId sector = miner.Host.Pledge();
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.Proving, Patience.Limit);
        Assert.Equal(
            ["AddPiece", "Fetch", "SealPreCommit1", "Fetch", "SealPreCommit2", "SealCommit1", "Fetch", "ReleaseUnsealed", "Fetch", "FinalizeSector",
            "Fetch", "MoveStorage"],
            worker.Journal);
        Assert.Empty(miner.Host.Services.Locks.Snapshot().Locks!);
    }

    [Fact]
    public async Task Where_proofs_are_wanted_Commit2_follows_and_a_failure_of_it_repeats_both_halves()
    {
        await using TestMiner miner = await TestMiner.StartAsync(options => options with { Pipeline = options.Pipeline with { Prove = true } });
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        worker.FailNext("SealCommit2", SealErrorCode.TempUnknown, "the prover was lost");
        SectorId sector = miner.Host.Pledge();
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.Proving, Patience.Limit);
        Assert.Equal(["SealCommit1", "SealCommit2", "SealCommit1", "SealCommit2"], worker.Journal.Where(call => call.StartsWith("SealCommit",
            StringComparison.Ordinal)));
        Assert.Equal([5], miner.Host.Services.Ledger.Find(sector.Number)!.Proof);
    }

    [Fact]
    public async Task A_miner_that_is_to_check_proofs_needs_the_key()
    {
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() => TestMiner.StartAsync(options => options with
        {
            Pipeline = options.Pipeline with { Prove = true, VerifyProofs = true },
            Sealer = new SectorSealer(new ManagedSealingBackend(), new SealingOptions()),
            ParametersFolder = "/nowhere",
        }));
        Assert.Contains("The verifying key '/nowhere/v28-stacked-proof-of-replication-", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_that_runs_through_a_restart_of_the_miner_is_awaited_and_not_given_out_again()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        worker.Hold("SealPreCommit1");
        SectorId sector = miner.Host.Pledge();
        await worker.WaitForAsync("SealPreCommit1");
        Guid before = miner.Host.Session;
        await miner.WaitForCallAsync(worker.LastCalls["SealPreCommit1"]);
        await miner.Host.RestartAsync();
        Assert.NotEqual(before, miner.Host.Session);

        IMinerAdminApi admin = RpcClient.Create<IMinerAdminApi>(new ApiInfo(miner.Host.AdminToken, miner.Host.RpcUrl));
        Dictionary<string, WorkerJob[]> jobs = (await admin.WorkerJobsAsync(default))!;
        WorkerJob waiting = Assert.Single(jobs[Guid.Empty.ToString()]);
        Assert.Equal((-1, "fake", worker.LastCalls["SealPreCommit1"]), (waiting.RunWait, waiting.Hostname, waiting.Id));

        // The result comes from a worker that is not registered again yet.
        worker.Release("SealPreCommit1");
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.PreCommit2, Patience.Limit);
        await worker.ConnectAsync();
        await worker.Miner.StorageDeclareSectorAsync(worker.PathId, sector, SectorFileType.Unsealed, false, default);
        await worker.Miner.StorageDeclareSectorAsync(worker.PathId, sector, SectorFileType.Sealed, false, default);
        await worker.Miner.StorageDeclareSectorAsync(worker.PathId, sector, SectorFileType.Cache, false, default);
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.Proving, Patience.Limit);
        Assert.Equal(1, worker.CountOf("SealPreCommit1"));
    }

    [Fact]
    public async Task Codes_101_and_102_repeat_PreCommit1_at_once_and_without_a_failure_state()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        for (int i = 0; i < 3; i++) worker.FailNext("SealPreCommit1", SealErrorCode.TempWorkerRestart, "worker [name: fake] restarted");
        for (int i = 0; i < 3; i++) worker.FailNext("SealPreCommit1", SealErrorCode.TempAllocateSpace, "couldn't find a suitable path for a sector");
        SectorId sector = miner.Host.Pledge();
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.Proving, Patience.Limit);
        Assert.Equal(7, worker.CountOf("SealPreCommit1"));
        SectorRecord record = miner.Host.Services.Ledger.Find(sector.Number)!;
        Assert.Equal((0, 0), (record.Retries, record.PreCommit1Fails));
    }

    [Fact]
    public async Task A_permanent_failure_cools_down_and_the_fourth_of_PreCommit1_gives_the_sector_up()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        worker.FailNext("SealCommit1", SealErrorCode.Unknown, "disk on fire");
        SectorId sector = miner.Host.Pledge();
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.Proving, Patience.Limit);
        SectorRecord record = miner.Host.Services.Ledger.Find(sector.Number)!;
        Assert.Equal(1, record.Retries);
        Assert.Contains(record.Log, entry => entry.Kind == "event;sealing.SectorCommitFailed"
            && entry.Message.Contains("disk on fire", StringComparison.Ordinal));

        for (int i = 0; i < 4; i++) worker.FailNext("SealPreCommit1", SealErrorCode.TempUnknown, "no");
        SectorId second = miner.Host.Pledge();
        await miner.Host.WaitForStateAsync(second.Number, SectorState.FailedUnrecoverable, Patience.Limit);
        Assert.Equal(1 + 4, worker.CountOf("SealPreCommit1"));
    }

    [Fact]
    public async Task An_aborted_job_fails_its_step_and_the_late_result_is_accepted_in_silence()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        worker.Hold("SealPreCommit2");
        SectorId sector = miner.Host.Pledge();
        await worker.WaitForAsync("SealPreCommit2");
        CallId call = worker.LastCalls["SealPreCommit2"];
        IMinerAdminApi admin = RpcClient.Create<IMinerAdminApi>(new ApiInfo(miner.Host.AdminToken, miner.Host.RpcUrl));
        await miner.WaitForCallAsync(call);
        await admin.SealingAbortAsync(call, default);
        await worker.WaitForAsync("SealPreCommit2", 2);
        Assert.Contains(miner.Host.Services.Ledger.Find(sector.Number)!.Log,
            entry => entry.Message.Contains("task aborted", StringComparison.Ordinal));
        worker.Release("SealPreCommit2");
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.Proving, Patience.Limit);
        await Patience.UntilAsync("the late result comes", () => miner.Host.Services.Calls.EarlyReturns().Count > 0);
        Assert.Equal([call.ToString()], miner.Host.Services.Calls.EarlyReturns());
    }

    [Fact]
    public async Task A_lost_answer_to_a_Return_is_seen_as_a_double_Return_later()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host, connect: false);
        CallId call = new(new SectorId(1000, 999), Guid.NewGuid());
        miner.Host.Faults.Set(new FaultRule(FaultKind.LoseReply, "ReturnFetch"));
        await Assert.ThrowsAsync<RpcTransportException>(() => worker.Miner.ReturnFetchAsync(call, null, default));
        RpcException again = await Assert.ThrowsAsync<RpcException>(() => worker.Miner.ReturnFetchAsync(call, null, default));
        Assert.Equal("callRes channel already has a response", again.Message);
    }
}
