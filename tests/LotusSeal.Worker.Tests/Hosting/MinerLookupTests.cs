using System.Net;
using System.Net.Http.Headers;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>A miner whose address and token are read from its repository: not there yet, somewhere else later, with another token.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class MinerLookupTests : IDisposable
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
    public async Task A_worker_that_starts_before_its_miner_waits_with_one_line_and_registers_when_the_miner_is_there()
    {
        Task<RunningWorker> starting = RunningWorker.StartAsync(Options(), loggers: _log);
        await Patience.UntilAsync("the worker waits", () => _log.LinesWith("Connecting to miner API").Count > 0, _log.ToString);
        await using FakeMiner miner = await FakeMiner.StartAsync();
        // As a miner does it: the folders, its address, then its token.
        Write(miner.Url, token: "");
        await Patience.UntilAsync("the token is missed", () => _log.LinesWith("there is no token yet").Count > 0, _log.ToString);
        Write(miner.Url, FakeMiner.Token);
        await using RunningWorker worker = await starting.WaitAsync(Patience.Limit);
        await miner.Connected.Task.WaitAsync(Patience.Limit);
        Assert.Equal(2, _log.LinesWith("Connecting to miner API").Count);
    }

    [Fact]
    public async Task A_miner_that_comes_back_at_another_port_is_followed()
    {
        FakeMiner first = await FakeMiner.StartAsync();
        Write(first.Url, FakeMiner.Token);
        await using RunningWorker worker = await RunningWorker.StartAsync(Options(), loggers: _log);
        await first.DisposeAsync();
        await Patience.UntilAsync("the worker misses its miner", () => !worker.Daemon.Link.IsReady);
        await using FakeMiner second = await FakeMiner.StartAsync();
        Write(second.Url, FakeMiner.Token);
        await second.Connected.Task.WaitAsync(Patience.Limit);
        await Patience.UntilAsync("the worker is ready", () => worker.Daemon.Link.IsReady);
        // Work and its results go on there, too.
        CallId call = await worker.Api.DataCidAsync(127, PieceReaders.Zero(127), None);
        Assert.Equal(128UL, (await second.ReturnOf(call)).Ok<PieceInfo>().Size);
        Assert.Single(_log.LinesWith("another address or token"));
    }

    [Fact]
    public async Task A_renewed_secret_is_survived_once_the_new_token_is_written()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        Write(miner.Url, FakeMiner.Token);
        await using RunningWorker worker = await RunningWorker.StartAsync(Options(), loggers: _log);
        string token = miner.RenewSecret();
        await Patience.UntilAsync("the token is refused", () => _log.LinesWith("refuses the token of").Count > 0, _log.ToString);
        string line = Assert.Single(_log.LinesWith("refuses the token of"));
        Assert.Contains(_folder["miner/token"], line, StringComparison.Ordinal);
        Assert.Contains("lotus-miner auth api-info --perm admin", line, StringComparison.Ordinal);
        Assert.StartsWith("the miner does not answer: the miner refuses the token", worker.Daemon.Link.Problem, StringComparison.Ordinal);
        Write(miner.Url, token);
        await Patience.UntilAsync("the worker is ready", () => worker.Daemon.Link.IsReady);
        foreach (string secret in (string[])[token, FakeMiner.Token]) Assert.DoesNotContain(secret, _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_only_read_ends_the_start_with_what_to_do()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        miner.Script = call => call.Method.EndsWith("StorageAttach", StringComparison.Ordinal)
            ? throw new RpcException("missing permission to invoke 'StorageAttach' (need 'admin')")
            : Task.CompletedTask;
        Write(miner.Url, FakeMiner.Token);
        Assert.Equal(1, await WorkerHost.RunAsync(Options(), RunningWorker.Quick, _log, _ => null, null, None));
        string line = Assert.Single(_log.LinesWith("The worker cannot start"));
        Assert.Contains($"the token of {_folder["miner/token"]} does not have it", line, StringComparison.Ordinal);
        Assert.Contains("lotus-miner auth api-info --perm admin", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_miner_is_away_a_wildcard_serves_probes_and_the_workers_own_commands_and_stop_ends_it()
    {
        int port = LoopbackPort.Free();
        WorkerRunOptions options = Options() with { Listen = $"0.0.0.0:{port}" };
        Task<int> running = WorkerHost.RunAsync(options, RunningWorker.Quick, _log, _ => null, null, None);
        await Patience.UntilAsync("the worker writes its address", () => File.Exists(_folder["worker/api"]), _log.ToString);
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Patience.UntilAsync("the worker listens", async () => await StatusAsync(http, "/healthz") == HttpStatusCode.OK);
        using HttpResponseMessage ready = await http.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains(_folder["miner"], await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("lotusseal_miner_connected 0", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "/jobs"));

        ApiInfo own = ApiInfo.FromRepository(_folder["worker"]).ToHttp();
        await using (RpcConnection connection = RpcConnection.Open(own))
        {
            IWorkerApi api = connection.As<IWorkerApi>();
            Assert.Equal("w0", (await api.InfoAsync(None)).Hostname);
            await api.TaskDisableAsync(TaskTypes.PreCommit2, None);
            Assert.DoesNotContain(TaskTypes.PreCommit2, (await api.TaskTypesAsync(None))!.Keys);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", own.Token);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/jobs"));
            await api.ShutdownAsync(None);
        }

        Assert.Equal(0, await running.WaitAsync(Patience.Limit));
        Assert.False(File.Exists(_folder["worker/api"]));
    }

    [Fact]
    public async Task A_wildcard_is_advertised_as_the_address_that_reaches_the_miner()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        Write(miner.Url, FakeMiner.Token);
        await using RunningWorker worker = await RunningWorker.StartAsync(Options() with { Listen = "0.0.0.0:0" });
        int port = worker.Daemon.Address.EndPoint.Port;
        Assert.Equal($"http://127.0.0.1:{port}/rpc/v0", await miner.Connected.Task.WaitAsync(Patience.Limit));
        Assert.Equal($"/ip4/127.0.0.1/tcp/{port}", await File.ReadAllTextAsync(_folder["worker/api"]));
    }

    [Fact]
    public async Task The_workers_own_token_opens_it_while_the_miner_is_away_and_lasts()
    {
        FakeMiner miner = await FakeMiner.StartAsync();
        Write(miner.Url, FakeMiner.Token);
        string token;
        await using (RunningWorker worker = await RunningWorker.StartAsync(Options()))
        {
            await miner.DisposeAsync();
            ApiInfo own = ApiInfo.FromRepository(_folder["worker"]).ToHttp();
            token = own.Token!;
            await using RpcConnection connection = RpcConnection.Open(own);
            Assert.Equal("w0", (await connection.As<IWorkerApi>().InfoAsync(None)).Hostname);
            await using RpcConnection foreign = RpcConnection.Open(own with { Token = token[..^1] });
            RpcTransportException refused = await Assert.ThrowsAsync<RpcTransportException>(() => foreign.As<IWorkerApi>().InfoAsync(None));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        }

        await using FakeMiner again = await FakeMiner.StartAsync();
        Write(again.Url, FakeMiner.Token);
        await using RunningWorker restarted = await RunningWorker.StartAsync(Options());
        Assert.Equal(token, await File.ReadAllTextAsync(_folder["worker/token"]));
    }

    [Fact]
    public async Task A_disabled_worker_says_once_that_it_waits_and_registers_when_it_is_enabled()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        Write(miner.Url, FakeMiner.Token);
        await using RunningWorker worker = await RunningWorker.StartAsync(Options(), loggers: _log);
        await worker.Api.SetEnabledAsync(false, None);
        miner.Restart();
        await Patience.UntilAsync("the worker tells that it is disabled", () => _log.LinesWith("This worker is disabled").Count > 0, _log.ToString);
        miner.ForgetCalls();
        await miner.WaitForChecksAsync(3);
        Assert.DoesNotContain("WorkerConnect", miner.Methods);
        Assert.Single(_log.LinesWith("This worker is disabled"));
        Assert.Empty(_log.LinesWith("Registration failed"));
        await worker.Api.SetEnabledAsync(true, None);
        await miner.Connected.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task A_registration_that_fails_again_and_again_is_one_line_a_reason()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        Write(miner.Url, FakeMiner.Token);
        await using RunningWorker worker = await RunningWorker.StartAsync(Options(), loggers: _log);
        miner.Script = call => call.Method.EndsWith("WorkerConnect", StringComparison.Ordinal)
            ? throw new RpcException("not now")
            : Task.CompletedTask;
        miner.Restart();
        await Patience.UntilAsync("several registrations fail", () => miner.CountOf("WorkerConnect") >= 4, _log.ToString);
        Assert.Single(_log.LinesWith("Registration failed"));
    }

    private WorkerRunOptions Options() => RunningWorker.Options(new FakeMiner(), _folder["worker"]) with
    {
        FindMiner = () =>
        {
            ApiInfo info = ApiInfo.FromRepository(_folder["miner"]).ToHttp();
            return info.Token is null ? throw new IOException("there is no token yet") : info;
        },
    };

    private void Write(Uri miner, string token)
    {
        Directory.CreateDirectory(_folder["miner/keystore"]);
        Replace("token", token);
        Replace("api", $"/ip4/127.0.0.1/tcp/{miner.Port}/http");
    }

    private void Replace(string name, string text)
    {
        File.WriteAllText(_folder[$"miner/{name}.new"], text);
        File.Move(_folder[$"miner/{name}.new"], _folder[$"miner/{name}"], overwrite: true);
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http, string path)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(path);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null; // Not up yet.
        }
    }
}
