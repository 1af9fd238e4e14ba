using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LotusSeal.Lotus.Json;
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
        await miner.Connected.Task.WaitAsync(Patience.Limit);
        List<string> methods = [.. miner.Methods];
        Assert.True(methods.IndexOf("StorageAttach") >= 0 && methods.IndexOf("StorageAttach") < methods.IndexOf("WorkerConnect"),
            string.Join(' ', methods));
        await Patience.UntilAsync("the worker is ready", () => worker.Daemon.Link.IsReady);
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
        await Patience.UntilAsync("the storage is attached", () => miner.Methods.Contains("StorageAttach"));
        await miner.WaitForChecksAsync(2);
        Assert.DoesNotContain("WorkerConnect", miner.Methods);

        gate.SetResult();
        await miner.Connected.Task.WaitAsync(Patience.Limit);
        Assert.NotNull((await miner.ReturnOf(call)).Error);
        List<string> methods = [.. miner.Methods];
        Assert.True(methods.IndexOf("ReturnFetch") < methods.IndexOf("WorkerConnect"), string.Join(' ', methods));
    }

    [Fact]
    public async Task A_sender_that_falls_silent_does_not_keep_the_worker_from_registering()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]),
            RunningWorker.Quick with { PiecePatience = TimeSpan.FromMilliseconds(500) });
        Guid push = Guid.NewGuid();
        using TcpClient sender = new();
        await sender.ConnectAsync(worker.Daemon.Address.EndPoint);
        await sender.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /rpc/streams/v0/push/{push} HTTP/1.1\r\nHost: x\r\nContent-Length: 127\r\n\r\n0123456789"));
        using HttpResponseMessage answer = await worker.Http.PostAsync("/rpc/v0", new StringContent(
            $$"""{"jsonrpc":"2.0","id":1,"method":"Filecoin.DataCid","params":[127,{"Type":"push","Info":"{{push}}"}]}"""));
        using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        CallId call = LotusJson.Deserialize<CallId>(Encoding.UTF8.GetBytes(json.RootElement.GetProperty("result").GetRawText()))!;
        miner.Restart();
        await miner.Connected.Task.WaitAsync(Patience.Limit);
        Assert.Contains($"the pushed piece {push}: no byte came for 0.5 s", (await miner.ReturnOf(call)).Error!.Message, StringComparison.Ordinal);
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
        await Patience.UntilAsync("the result is known to be taken", async () =>
            (await worker.Http.GetStringAsync("/metrics")).Contains("lotusseal_undelivered_results 0", StringComparison.Ordinal));
        // Longer than the pause between two deliveries.
        await miner.WaitForChecksAsync(4);
        Assert.Equal(2, miner.Methods.Count(method => method == "ReturnDataCid"));
    }
}
