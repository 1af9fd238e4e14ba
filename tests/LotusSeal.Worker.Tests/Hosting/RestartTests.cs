using System.Diagnostics;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>What becomes of calls when the worker's process ends, in whichever way.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RestartTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SectorRef Sector = new(new SectorId(1000, 5), RegisteredSealProof.StackedDrg2KiBV1_1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_call_that_was_cut_by_a_stop_is_returned_as_restarted()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        CallId call;
        await using (RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"])))
        {
            TaskCompletionSource never = new();
            miner.Script = rpc => rpc.Method.EndsWith("StorageFindSector", StringComparison.Ordinal) ? never.Task : Task.CompletedTask;
            call = await worker.Api.FetchAsync(Sector, SectorFileType.Unsealed, PathType.Sealing, AcquireMode.Move, None);
        }

        miner.Script = null;
        Assert.DoesNotContain("ReturnFetch", miner.Methods);
        await using RunningWorker again = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        CallError error = (await miner.ReturnOf(call)).Error!;
        Assert.Equal((SealErrorCode.TempWorkerRestart, "worker [name: w0] restarted"), (error.Code, error.Message));
    }

    [Fact]
    public async Task A_call_that_waited_for_its_turn_at_a_stop_is_returned_as_restarted()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        CallId running, waiting;
        await using (RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]),
            environment: name => name == "GET_MAX_CONCURRENT" ? "1" : null))
        {
            TaskCompletionSource never = new();
            miner.Script = rpc => rpc.Method.EndsWith("StorageFindSector", StringComparison.Ordinal) ? never.Task : Task.CompletedTask;
            running = await worker.Api.FetchAsync(Sector, SectorFileType.Unsealed, PathType.Sealing, AcquireMode.Move, None);
            waiting = await worker.Api.FetchAsync(Sector, SectorFileType.Sealed, PathType.Sealing, AcquireMode.Move, None);
            Assert.Contains("\"queued\"", await worker.Http.GetStringAsync("/jobs"), StringComparison.Ordinal);
        }

        miner.Script = null;
        await using RunningWorker again = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        foreach (CallId call in (CallId[])[running, waiting])
            Assert.Equal(SealErrorCode.TempWorkerRestart, (await miner.ReturnOf(call)).Error!.Code);
    }

    [Fact]
    public async Task A_result_that_was_not_delivered_survives_the_process()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        miner.Script = rpc => rpc.Method.StartsWith("Filecoin.Return", StringComparison.Ordinal) ? throw new RpcException("not now")
            : Task.CompletedTask;
        CallId call;
        await using (RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"])))
        {
            call = await worker.Api.DataCidAsync(127, PieceReaders.Zero(127), None);
            await Patience.UntilAsync("the result is sent", () => miner.Methods.Contains("ReturnDataCid"));
            await Patience.UntilAsync("the result is undelivered",
                async () => (await worker.Http.GetStringAsync("/jobs")).Contains("\"undelivered\"", StringComparison.Ordinal));
        }

        miner.Script = null;
        await using RunningWorker again = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        Assert.Equal(128UL, (await miner.ReturnOf(call)).Ok<PieceInfo>().Size);
    }

    [Fact]
    public async Task A_killed_worker_returns_what_it_owes_when_it_comes_back()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        TaskCompletionSource never = new();
        miner.Script = rpc => rpc.Method.EndsWith("StorageFindSector", StringComparison.Ordinal) ? never.Task
            : rpc.Method == "Filecoin.ReturnDataCid" ? throw new RpcException("not now") : Task.CompletedTask;
        using Process child = DaemonChild.Start(miner.Url, _folder["repo"]);
        CallId running, finished;
        try
        {
            IWorkerApi api = RpcClient.Create<IWorkerApi>(
                new ApiInfo(FakeMiner.Token, new Uri(await miner.Connected.Task.WaitAsync(Patience.Limit))));
            running = await api.FetchAsync(Sector, SectorFileType.Unsealed, PathType.Sealing, AcquireMode.Move, None);
            finished = await api.DataCidAsync(127, PieceReaders.Zero(127), None);
            await Patience.UntilAsync("the result is sent", () => miner.Methods.Contains("ReturnDataCid"));
        }
        finally
        {
            child.Kill();
        }

        await child.WaitForExitAsync();
        miner.Script = null;
        await using RunningWorker again = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        Assert.Equal(SealErrorCode.TempWorkerRestart, (await miner.ReturnOf(running)).Error!.Code);
        Assert.Equal(128UL, (await miner.ReturnOf(finished)).Ok<PieceInfo>().Size);
    }

    [Fact]
    public async Task SIGTERM_ends_the_process_with_code_0_and_leaves_its_calls_in_the_store()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        TaskCompletionSource never = new();
        miner.Script = rpc => rpc.Method.EndsWith("StorageFindSector", StringComparison.Ordinal) ? never.Task : Task.CompletedTask;
        using Process child = DaemonChild.Start(miner.Url, _folder["repo"]);
        string url = await miner.Connected.Task.WaitAsync(Patience.Limit);
        await RpcClient.Create<IWorkerApi>(new ApiInfo(FakeMiner.Token, new Uri(url)))
            .FetchAsync(Sector, SectorFileType.Unsealed, PathType.Sealing, AcquireMode.Move, None);
        Signal.Send(child, Signal.Terminate);
        await child.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.Equal(0, child.ExitCode);
        Assert.False(File.Exists(_folder["repo/api"]));
        using CallStore store = CallStore.Open(_folder["repo/datastore/calls.db"]);
        Assert.NotEqual(CallState.Finished, Assert.Single(store.List()).State);
    }
}
