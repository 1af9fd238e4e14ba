using System.Net.Http.Headers;
using System.Text.Json;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Worker.Tests.Hosting;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class StartSequenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_miner_sees_the_calls_of_a_real_worker_in_their_order()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        string url = await miner.Connected.Task.WaitAsync(Patience.Limit);

        // The one wanted difference: a health report directly after the attach (protocol spec 10.3).
        List<string> methods = [.. miner.Methods.TakeWhile(method => method != "WorkerConnect")];
        int attach = methods.IndexOf("StorageAttach");
        Assert.Equal("StorageReportHealth", methods[attach + 1]);
        methods.RemoveAll(method => method is "StorageReportHealth" or "AuthVerify");
        Assert.Equal(CapturedUntilConnect(), methods);
        Assert.Equal($"http://{worker.Daemon.Address.HostPort}/rpc/v0", url);
    }

    [Fact]
    public async Task The_attached_path_looks_as_in_the_capture()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        using JsonDocument parameters = JsonDocument.Parse(miner.Calls.First(call => call.Method == "StorageAttach").Params);
        using JsonDocument captured = JsonDocument.Parse(Capture().First(call => call.Method == "StorageAttach").Body);
        JsonElement actual = parameters.RootElement[0], expected = captured.RootElement.GetProperty("params")[0];
        Assert.Equal(expected.EnumerateObject().Select(field => field.Name), actual.EnumerateObject().Select(field => field.Name));
        foreach (JsonProperty field in expected.EnumerateObject().Where(field => field.Name is not ("ID" or "URLs")))
            Assert.Equal(field.Value.GetRawText(), actual.GetProperty(field.Name).GetRawText());
        Assert.Equal($"http://{worker.Daemon.Address.HostPort}/remote", actual.GetProperty("URLs")[0].GetString());
    }

    [Fact]
    public async Task Session_and_health_are_reported_while_idle()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        miner.ForgetCalls();
        await Patience.UntilAsync("session and health are reported again and again",
            () => miner.CountOf("Session") >= 3 && miner.CountOf("StorageReportHealth") >= 3);
        Assert.DoesNotContain("WorkerConnect", miner.Methods);
    }

    [Fact]
    public async Task The_repository_has_what_lotus_writes()
    {
        string repo = _folder["repo"];
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using (RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, repo)))
        {
            Assert.Equal($"/ip4/127.0.0.1/tcp/{worker.Daemon.Address.EndPoint.Port}", File.ReadAllText(Path.Combine(repo, "api")));
            Assert.Matches("^lotusseal-[0-9a-f]{64}$", File.ReadAllText(Path.Combine(repo, "token")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(repo, "token")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.Combine(repo, "keystore")));
            foreach (string name in (string[])["datastore", "cache", "sealed", "unsealed", "update", "update-cache", "piece"])
                Assert.True(Directory.Exists(Path.Combine(repo, name)), name);
            foreach (string name in (string[])["config.toml", "repo.lock", "storage.json", "sectorstore.json"])
                Assert.True(File.Exists(Path.Combine(repo, name)), name);
        }

        Assert.False(File.Exists(Path.Combine(repo, "api")));
    }

    [Fact]
    public async Task Without_local_storage_there_is_no_path()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(
            RunningWorker.Options(miner, _folder["repo"]) with { NoLocalStorage = true });
        Assert.DoesNotContain("StorageAttach", miner.Methods);
        Assert.False(File.Exists(_folder["repo/sectorstore.json"]));
        Assert.Empty(await worker.Api.PathsAsync(CancellationToken.None) ?? []);
    }

    [Fact]
    public async Task A_second_worker_on_the_repository_is_refused()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        WorkerStartException error = await Assert.ThrowsAsync<WorkerStartException>(() =>
            RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"])));
        Assert.Contains("already locked", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["repo/api"]), "the first worker's address must stay");
    }

    [Fact]
    public async Task Another_api_version_ends_the_start()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync(new FakeMiner { ApiVersion = 0x010600 });
        WorkerStartException error = await Assert.ThrowsAsync<WorkerStartException>(() =>
            RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"])));
        Assert.Contains("API version doesn't match", error.Message, StringComparison.Ordinal);
        Assert.Contains("1.6.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_attach_ends_the_start_with_exit_code_1()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        miner.Script = call => call.Method.EndsWith("StorageAttach", StringComparison.Ordinal)
            ? throw new RpcException("missing permission to invoke 'StorageAttach' (need 'admin')")
            : Task.CompletedTask;
        Assert.Equal(1, await WorkerHost.RunAsync(RunningWorker.Options(miner, _folder["repo"]), RunningWorker.Quick, NullLoggerFactory.Instance,
            _ => null, null, CancellationToken.None));
    }

    [Fact]
    public async Task While_the_miner_is_away_the_worker_lives_but_is_not_ready()
    {
        FakeMiner later = await FakeMiner.StartAsync(port: LoopbackPort.Free());
        Uri url = later.Url;
        await later.DisposeAsync();
        int port = LoopbackPort.Free();
        WorkerRunOptions options = RunningWorker.Options(later, _folder["repo"]) with
        {
            FindMiner = RunningWorker.At(url),
            Listen = $"127.0.0.1:{port}",
        };
        Task<RunningWorker> starting = RunningWorker.StartAsync(options);
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Patience.UntilAsync("the worker listens", async () =>
        {
            try
            {
                return (int)(await http.GetAsync("/healthz")).StatusCode == 200;
            }
            catch (HttpRequestException)
            {
                return false; // Not up yet.
            }
        });
        Assert.Equal(503, (int)(await http.GetAsync("/readyz")).StatusCode);
        Assert.False(starting.IsCompleted);

        await using FakeMiner miner = await FakeMiner.StartAsync(port: url.Port);
        await using RunningWorker worker = await starting.WaitAsync(Patience.Limit);
        Assert.Equal(200, (int)(await worker.Http.GetAsync("/readyz")).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Probes_and_commands_are_answered_while_paths_are_opened_for_a_miner_that_has_just_been_found(bool isAwayFirst)
    {
        FakeMiner miner = await FakeMiner.StartAsync(port: LoopbackPort.Free());
        int minerPort = miner.Url.Port, port = LoopbackPort.Free();
        if (isAwayFirst) await miner.DisposeAsync();
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously), open = new();
        Task HoldAsync(RpcCall call)
        {
            if (!call.Method.EndsWith("StorageAttach", StringComparison.Ordinal)) return Task.CompletedTask;
            reached.TrySetResult();
            return open.Task;
        }

        miner.Script = HoldAsync;
        WorkerRunOptions options = RunningWorker.Options(miner, _folder["repo"]) with { Listen = $"127.0.0.1:{port}" };
        using RecordedLog log = new();
        Task<RunningWorker> starting = RunningWorker.StartAsync(options, loggers: log);
        if (isAwayFirst)
        {
            await Patience.UntilAsync("the worker waits", () => log.LinesWith("Connecting to miner API").Count > 0, log.ToString);
            miner = await FakeMiner.StartAsync(new FakeMiner { Script = HoldAsync }, minerPort);
        }

        await reached.Task.WaitAsync(Patience.Limit);
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal("ok\n", await http.GetStringAsync("/healthz"));
        using HttpResponseMessage ready = await http.GetAsync("/readyz");
        Assert.Equal((503, "starting: opening storage paths\n"), ((int)ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        Assert.Contains("lotusseal_undelivered_results 0\n", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        ApiInfo own = ApiInfo.FromRepository(_folder["repo"]).ToHttp();
        await using (RpcConnection connection = RpcConnection.Open(own))
            Assert.Equal("w0", (await connection.As<IWorkerApi>().InfoAsync(CancellationToken.None)).Hostname);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", own.Token);
        Assert.Equal(503, (int)(await http.GetAsync("/remote/sealed/s-t01000-1")).StatusCode);

        open.SetResult();
        await using RunningWorker worker = await starting.WaitAsync(Patience.Limit);
        // The same connection: it was the same server all the time.
        Assert.Equal("ready\n", await http.GetStringAsync("/readyz"));
        await miner.DisposeAsync();
    }

    private static List<string> CapturedUntilConnect() => [.. Capture().Select(call => call.Method).TakeWhile(method => method != "WorkerConnect")];

    private static IEnumerable<(string Method, string Body)> Capture()
    {
        List<(long Sequence, string Method, string Body)> calls = [];
        foreach (string line in File.ReadLines(Repository.RpcVector("connect-and-idle.jsonl")))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            JsonElement root = entry.RootElement;
            if (root.GetProperty("kind").GetString() != "http-request" || root.GetProperty("link").GetString() != "miner") continue;
            calls.Add((root.GetProperty("seq").GetInt64(), root.GetProperty("rpc").GetString()!, root.GetProperty("body").GetString()!));
        }

        return calls.OrderBy(call => call.Sequence).Select(call => (call.Method, call.Body));
    }
}
