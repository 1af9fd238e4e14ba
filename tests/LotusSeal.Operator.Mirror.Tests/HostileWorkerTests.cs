using System.Net;
using System.Text.Json;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Mirror.Tests.Support;
using LotusSeal.Operator.Observed;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>Workers that are none of ours, or answer what no good one does.</summary>
public sealed class HostileWorkerTests(Cluster cluster)
{
    private static readonly WorkersOptions Patient = new() { Deadline = Patience.Limit };

    [Theory]
    [InlineData("TaskTypes", "null")]
    [InlineData("TaskTypes", "7")]
    [InlineData("Enabled", "\"yes\"")]
    public async Task Half_an_answer_is_none(string method, string result)
    {
        await using ScriptedMiner peer = Good();
        Func<string, string?> good = peer.Result;
        await using Scene scene = new(cluster);
        await using Workers workers = new(scene.Miners, TimeProvider.System, scene.Log, Patient);
        V1Alpha1SealWorker pool = await scene.PoolAsync("http://127.0.0.1:1", "token");
        WorkerTarget worker = Target(peer.Port);
        Assert.NotNull(await workers.AskAsync(pool, worker, false, null, TestContext.Current.CancellationToken));
        peer.Result = asked => asked == method ? result : good(asked);
        Assert.Null(await workers.AskAsync(pool, worker, false, null, TestContext.Current.CancellationToken));
        Assert.Null(await workers.AskAsync(pool, worker, false, null, TestContext.Current.CancellationToken));
        Assert.Single(scene.Log.Of(5540));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<htm>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"Jobs\":[{\"Call\":\"nonsense\"}]}")]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{" + ScriptedMiner.HangUp)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n{" + ScriptedMiner.HangUp)]
    [InlineData(ScriptedMiner.HangUp)]
    public async Task A_list_of_jobs_that_is_none_is_no_answer(string bytes)
    {
        await using ScriptedMiner peer = Good();
        peer.Answer = (method, _) => method == "/jobs" ? bytes : null;
        await using Scene scene = new(cluster);
        await using Workers workers = new(scene.Miners, TimeProvider.System, scene.Log, Patient);
        V1Alpha1SealWorker pool = await scene.PoolAsync("http://127.0.0.1:1", "token");
        Assert.Null(await workers.AskAsync(pool, Target(peer.Port), false, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_gpus_that_it_has_retired_are_known()
    {
        GpuReport used = new("GPU-1", "NVIDIA H100", "0000:01:00.0", ["PC2"], null, null, []);
        string body = JsonSerializer.Serialize(new GpuList([used, used with { Gpu = "GPU-2", Retired = "Xid 79" }]));
        await using ScriptedMiner peer = Good();
        Func<string, int, string?> good = peer.Answer;
        peer.Answer = (method, number) => method == "/gpus" ? ScriptedMiner.Http(body) : good(method, number);
        await using Scene scene = new(cluster);
        await using Workers workers = new(scene.Miners, TimeProvider.System, scene.Log, Patient);
        V1Alpha1SealWorker pool = await scene.PoolAsync("http://127.0.0.1:1", "token");
        WorkerAnswer answer = (await workers.AskAsync(pool, Target(peer.Port), false, null, TestContext.Current.CancellationToken))!;
        Assert.Equal([new LostGpu("GPU-2", "Xid 79")], answer.LostGpus);
    }

    [Fact]
    public async Task What_it_said_last_of_its_calls_is_told_without_asking_until_it_is_silent_or_gone()
    {
        JobReport job = new("1000-9-76081ba0-61bd-45a5-bc08-af05f1c26e5d", 1000, 9, "seal/v0/precommit/1", "PC1", JobReport.RunningState,
            "layer 3/11", 3, 12, "layers", 1, 90, 30, 30);
        string? body = JsonSerializer.Serialize(new JobList("w", Guid.Empty, true, [job]));
        await using ScriptedMiner peer = Good();
        peer.Answer = (method, _) => method != "/jobs" ? null : body is null ? ScriptedMiner.HangUp : ScriptedMiner.Http(body);
        await using Scene scene = new(cluster);
        await using Workers workers = new(scene.Miners, TimeProvider.System, scene.Log, Patient);
        V1Alpha1SealWorker pool = await scene.PoolAsync("http://127.0.0.1:1", "token");
        WorkerTarget worker = Target(peer.Port);
        Assert.Null(workers.CallsOf(worker.Uid));
        Assert.NotNull(await workers.AskAsync(pool, worker, false, null, TestContext.Current.CancellationToken));
        OpenCall call = Assert.Single(workers.CallsOf(worker.Uid)!.Calls);
        Assert.Equal((job.Call, job.Step, 0.25), (call.Call.ToString(), call.Step, call.Done));
        body = null;
        Assert.Null(await workers.AskAsync(pool, worker, false, null, TestContext.Current.CancellationToken));
        Assert.Null(workers.CallsOf(worker.Uid));
        body = """{"Jobs":[]}""";
        Assert.NotNull(await workers.AskAsync(pool, worker, false, null, TestContext.Current.CancellationToken));
        Assert.Empty(workers.CallsOf(worker.Uid)!.Calls);
        workers.Forget(worker.Uid);
        Assert.Null(workers.CallsOf(worker.Uid));
    }

    [Fact]
    public async Task One_that_stands_still_is_given_up()
    {
        await using ScriptedMiner peer = new() { Answer = (_, _) => ScriptedMiner.Stall };
        await using Scene scene = new(cluster);
        await using Workers workers = new(scene.Miners, TimeProvider.System, scene.Log,
            new WorkersOptions { Deadline = TimeSpan.FromMilliseconds(300) });
        V1Alpha1SealWorker pool = await scene.PoolAsync("http://127.0.0.1:1", "token");
        Assert.Null(await workers.AskAsync(pool, Target(peer.Port), false, null, TestContext.Current.CancellationToken));
        MirrorException error = await Assert.ThrowsAsync<MirrorException>(() =>
            workers.DisableTasksAsync(pool, Target(peer.Port), ["a", "b"], TestContext.Current.CancellationToken));
        Assert.StartsWith("pool-0: 2 of 2 kinds of tasks", error.Message, StringComparison.Ordinal);
        workers.Forget("uid");
        await Patience.UntilAsync("nothing is left open", () => peer.Open == 0);
    }

    [Fact]
    public async Task Of_lotus_worker_never_two_calls_wait()
    {
        await using ForeignWorker worker = await ForeignWorker.StartAsync();
        await using TcpGate gate = new(worker.Address);
        QuickClock clock = new(1);
        await using Scene scene = new(cluster);
        await using Workers workers = new(scene.Miners, clock, scene.Log, Patient);
        V1Alpha1SealWorker pool = await scene.PoolAsync("http://127.0.0.1:1", ForeignWorker.Token);
        WorkerTarget target = Target(gate.Address.Port);
        Task<WorkerAnswer?> AskAsync() => workers.AskAsync(
            pool, target, true, new MinerLook(clock.GetUtcNow(), false), TestContext.Current.CancellationToken);

        WorkerAnswer first = (await AskAsync())!;
        Assert.Equal((false, null), (first.IsQuiet, first.OpenCalls));
        await Patience.UntilAsync("it waits", () => worker.Waits == (1, 1));
        gate.Shut();
        await Patience.UntilAsync("the call is lost", () => workers.Waiting == 0);
        gate.Open();
        await Patience.UntilAsync("it answers", async () => await AskAsync() is not null);
        for (int i = 0; i < 5; i++) Assert.False((await AskAsync())!.IsQuiet);
        Assert.Equal((1, 1), worker.Waits);
        // Another process: what waited there has ended with the old one.
        worker.Process = Guid.NewGuid();
        await AskAsync();
        await Patience.UntilAsync("it is asked again", () => worker.Waits.Asked == 2);
        await AskAsync();
        Assert.Equal(2, worker.Waits.Asked);
        worker.BeQuiet();
        await Patience.UntilAsync("it is quiet", async () => await AskAsync() is { IsQuiet: true, Quiet.Looks: >= 2 });
        Assert.Equal(2, worker.Waits.Asked);
        worker.BeBusy();
        await workers.FenceAsync(pool, target, TestContext.Current.CancellationToken);
        Assert.False((await AskAsync())!.IsQuiet);
        await Patience.UntilAsync("it is asked again behind the fence", () => worker.Waits.Asked == 3);
    }

    [Fact]
    public async Task Calls_that_wait_are_bounded()
    {
        await using ForeignWorker worker = await ForeignWorker.StartAsync();
        await using Scene scene = new(cluster);
        await using Workers workers = new(scene.Miners, TimeProvider.System, scene.Log, Patient with { MostQuietCalls = 2 });
        V1Alpha1SealWorker pool = await scene.PoolAsync("http://127.0.0.1:1", ForeignWorker.Token);
        for (int i = 0; i < 4; i++)
        {
            WorkerTarget target = new($"uid-{i}", $"pool-{i}", worker.Address);
            MinerLook look = new(DateTimeOffset.UtcNow, false);
            Assert.NotNull(await workers.AskAsync(pool, target, true, look, TestContext.Current.CancellationToken));
        }

        Assert.Equal(2, workers.Waiting);
        Assert.Equal(2, scene.Log.Of(5543).Length);
    }

    private static ScriptedMiner Good() => new()
    {
        Result = method => method switch
        {
            "TaskTypes" => """{"seal/v0/precommit/1":{}}""",
            "Enabled" => "true",
            _ => null,
        },
        Answer = (method, _) => method == "/jobs" ? ScriptedMiner.Http("""{"Jobs":[]}""") : null,
    };

    private static WorkerTarget Target(int port) => new("uid", "pool-0", new IPEndPoint(IPAddress.Loopback, port));
}
