using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class MinerRestartTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_restarted_miner_gets_storage_and_worker_again()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        miner.ForgetCalls();
        miner.Restart();
        await miner.Connected.Task.WaitAsync(TimeSpan.FromSeconds(10));
        List<string> methods = [.. miner.Methods];
        Assert.True(methods.IndexOf("StorageAttach") >= 0 && methods.IndexOf("StorageAttach") < methods.IndexOf("WorkerConnect"),
            string.Join(' ', methods));
        await StartSequenceTests.Eventually(() => Task.FromResult(worker.Daemon.Link.IsReady));
    }

    [Fact]
    public async Task Registration_waits_for_running_work_and_its_result()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        // The task hangs in its first index call until the gate opens.
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        miner.Script = call => call.Method.EndsWith("StorageFindSector", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;
        CallId call = await worker.Api.FetchAsync(new SectorRef(new SectorId(1000, 1), RegisteredSealProof.StackedDrg2KiBV1_1),
            SectorFileType.Unsealed, PathType.Sealing, AcquireMode.Move, None);
        miner.ForgetCalls();
        miner.Restart();
        await StartSequenceTests.Eventually(() => Task.FromResult(miner.Methods.Contains("StorageAttach")));
        await Task.Delay(600);
        Assert.DoesNotContain("WorkerConnect", miner.Methods);

        gate.SetResult();
        await miner.Connected.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.NotNull((await miner.ReturnOf(call)).Error);
        List<string> methods = [.. miner.Methods];
        Assert.True(methods.IndexOf("ReturnFetch") < methods.IndexOf("WorkerConnect"), string.Join(' ', methods));
    }

    [Fact]
    public async Task A_result_is_sent_again_until_the_miner_takes_it()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        int attempts = 0;
        miner.Script = call =>
        {
            if (call.Method != "Filecoin.ReturnDataCid") return Task.CompletedTask;
            attempts++;
            if (attempts == 1) throw new RpcException("the state machine is not ready");
            if (attempts == 2) call.Fate = RpcCallFate.DropBefore;
            return Task.CompletedTask;
        };
        CallId call = await worker.Api.DataCidAsync(1016, PieceReaders.Zero(1016), None);
        Assert.Equal(1024UL, (await miner.ReturnOf(call)).Ok<PieceInfo>().Size);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task A_result_that_the_miner_has_already_is_not_sent_for_ever()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        // The miner takes the result, and the answer is lost: the worker's second try must find out and stop.
        miner.Script = call =>
        {
            if (call.Method == "Filecoin.ReturnDataCid" && miner.Methods.Count(method => method == "ReturnDataCid") == 1)
                call.Fate = RpcCallFate.DropAnswer;
            return Task.CompletedTask;
        };
        CallId call = await worker.Api.DataCidAsync(127, PieceReaders.Zero(127), None);
        await miner.ReturnOf(call);
        await StartSequenceTests.Eventually(async () =>
            (await worker.Http.GetStringAsync("/metrics")).Contains("lotusseal_undelivered_results 0", StringComparison.Ordinal));
        await Task.Delay(700);
        Assert.Equal(2, miner.Methods.Count(method => method == "ReturnDataCid"));
    }
}
