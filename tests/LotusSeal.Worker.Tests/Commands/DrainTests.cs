using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Commands;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>drain</c> against a worker that owes its miner a result while the miner is away.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DrainTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly RecordedLog _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_worker_that_was_restarted_without_its_miner_is_not_drained_before_the_miner_has_taken_what_it_owes()
    {
        (CallId call, Uri url) = await LeaveAResultAsync();
        Task<int> running = WorkerHost.RunAsync(Options(url), RunningWorker.Quick, _log, _ => null, null, None);
        await Patience.UntilAsync("the worker waits for its miner", () => _log.LinesWith("Connecting to miner API").Count > 0, _log.ToString);

        (int code, string output, string error) = await RunAsync("drain", "--max-wait", "1ms");
        Assert.Equal(1, code);
        Assert.Contains($"waiting for 1 result(s) that the miner at {url} has not taken (waiting for the miner: ", output, StringComparison.Ordinal);
        Assert.Contains("DC 0/0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("drained: ", output, StringComparison.Ordinal);
        Assert.StartsWith("error: not drained within 1ms, left is 1 result(s) that the miner at ", error, StringComparison.Ordinal);
        Assert.Contains("results stay on disk until the miner takes them", error, StringComparison.Ordinal);
        Assert.False(running.IsCompleted);

        await using FakeMiner miner = await FakeMiner.StartAsync(port: url.Port);
        (code, output, error) = await RunAsync("drain");
        Assert.True(code == 0, error);
        Assert.EndsWith("drained: nothing runs, and the miner has every result; stopping the worker\n", output, StringComparison.Ordinal);
        Assert.Equal(128UL, (await miner.ReturnOf(call)).Ok<PieceInfo>().Size);
        Assert.Equal(0, await running.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_stop_of_a_worker_without_its_miner_says_what_it_still_owes()
    {
        (_, Uri url) = await LeaveAResultAsync();
        Task<int> running = WorkerHost.RunAsync(Options(url), RunningWorker.Quick, _log, _ => null, null, None);
        await Patience.UntilAsync("the worker waits for its miner", () => _log.LinesWith("Connecting to miner API").Count > 0, _log.ToString);
        (int code, _, string error) = await RunAsync("stop");
        Assert.True(code == 0, error);
        Assert.Equal(0, await running.WaitAsync(Patience.Limit));
        Assert.Single(_log.LinesWith("1 undelivered result(s)"));
    }

    /// <summary>A worker of before, whose miner took no result and is gone now.</summary>
    private async Task<(CallId Call, Uri Miner)> LeaveAResultAsync()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync(port: LoopbackPort.Free());
        miner.Script = rpc => rpc.Method.StartsWith("Filecoin.Return", StringComparison.Ordinal) ? throw new RpcException("not now")
            : Task.CompletedTask;
        await using RunningWorker worker = await RunningWorker.StartAsync(Options(miner.Url));
        CallId call = await worker.Api.DataCidAsync(127, PieceReaders.Zero(127), None);
        await Patience.UntilAsync("the result is sent", () => miner.Methods.Contains("ReturnDataCid"));
        return (call, miner.Url);
    }

    private WorkerRunOptions Options(Uri miner) =>
        RunningWorker.Options(new FakeMiner(), _folder["repo"]) with { FindMiner = RunningWorker.At(miner) };

    /// <summary>Runs a command over the network, as a person beside the worker does.</summary>
    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        CommandContext context = new()
        {
            Variable = _ => null,
            Output = output,
            Error = error,
            HomeDirectory = _folder["home"],
        };
        int code = await WorkerCommandLine.RunAsync(["--worker-repo", _folder["repo"], .. arguments], context, None).WaitAsync(Patience.Limit);
        return (code, output.ToString(), error.ToString());
    }
}
