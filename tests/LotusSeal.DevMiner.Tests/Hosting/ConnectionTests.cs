using System.Net;
using System.Text;
using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Tests.Fakes;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Tests.Hosting;

/// <summary>Registration, heartbeats, tokens and faults on the real wire.</summary>
public class ConnectionTests
{
    [Fact]
    public async Task A_worker_whose_session_fails_is_disabled_and_comes_back_with_the_next_poll()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        worker.SessionFails = true;
        await Until(() => miner.Host.Services.Scheduler.Workers() is [{ Enabled: false }]);
        SectorId sector = miner.Host.Pledge();
        await Task.Delay(300);
        Assert.Empty(worker.Journal);
        worker.SessionFails = false;
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.Proving, TestMiner.Patience);
    }

    [Fact]
    public async Task A_worker_with_another_session_at_the_same_address_is_dropped()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        Guid first = worker.Id;
        await Until(() => miner.Host.Services.Scheduler.Workers().Any(known => known.Id == first));
        worker.Id = Guid.NewGuid();
        await Until(() => miner.Host.Services.Scheduler.Workers().Count == 0);
        await worker.ConnectAsync();
        Assert.Equal([worker.Id], miner.Host.Services.Scheduler.Workers().Select(known => known.Id));
    }

    [Fact]
    public async Task A_second_connect_of_the_same_session_changes_nothing()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        await worker.ConnectAsync();
        Assert.Single(miner.Host.Services.Scheduler.Workers());
    }

    [Theory]
    [InlineData(67329, null)]
    [InlineData(67072, "connecting remote storage failed: unsupported worker api version: 1.6.0 (expected 1.7.0)")]
    public async Task The_version_of_a_worker_is_checked_without_its_patch_level(uint version, string? error)
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host, connect: false);
        worker.ApiVersion = version;
        RpcException? refused = await Record.ExceptionAsync(worker.ConnectAsync) as RpcException;
        Assert.Equal(error, refused?.Message);
    }

    [Fact]
    public async Task Closed_workers_and_unknown_schemes_are_refused_with_the_texts_of_Lotus()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host, connect: false);
        worker.Id = Guid.Empty;
        Assert.Equal("worker already closed", (await Assert.ThrowsAsync<RpcException>(worker.ConnectAsync)).Message);
        RpcException ftp = await Assert.ThrowsAsync<RpcException>(() => worker.Miner.WorkerConnectAsync("ftp://x/rpc/v0", default));
        Assert.EndsWith("creating jsonrpc client: unknown url scheme 'ftp'", ftp.Message, StringComparison.Ordinal);
        RpcException dead = await Assert.ThrowsAsync<RpcException>(() => worker.Miner.WorkerConnectAsync("http://127.0.0.1:1/rpc/v0", default));
        Assert.StartsWith("connecting remote storage failed", dead.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_carry_their_permissions_and_AuthNew_answers_bytes()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        IMinerAdminApi admin = RpcClient.Create<IMinerAdminApi>(new ApiInfo(miner.Host.AdminToken, miner.Host.RpcUrl));
        string read = Encoding.ASCII.GetString(await admin.AuthNewAsync(["read"], default));
        IMinerApi reader = RpcClient.Create<IMinerApi>(new ApiInfo(read, miner.Host.RpcUrl));
        Assert.Equal(["read"], (await reader.AuthVerifyAsync(read, default))!);
        Assert.Equal(2048UL, await reader.ActorSectorSizeAsync(await reader.ActorAddressAsync(default), default));
        Assert.Equal(66816u, (await reader.VersionAsync(default)).ApiVersion);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => reader.StorageListAsync(default));
        Assert.Equal("missing permission to invoke 'StorageList' (need 'admin')", refused.Message);
        Assert.StartsWith("JWT Verification failed", (await Assert.ThrowsAsync<RpcException>(() => reader.AuthVerifyAsync("a.b.c", default))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sector_files_need_admin_and_the_refusal_speaks_of_write()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        using HttpClient http = new();
        Uri files = new(miner.Host.RpcUrl, "/remote/sealed/s-t01000-0");
        HttpResponseMessage none = await http.GetAsync(files);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Contains("missing write permission", await none.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        http.DefaultRequestHeaders.Authorization = new("Bearer", "not.a.token");
        HttpResponseMessage bad = await http.GetAsync(files);
        Assert.Equal((HttpStatusCode.Unauthorized, ""), (bad.StatusCode, await bad.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task The_repository_is_one_that_workers_and_commands_accept()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        ApiInfo found = ApiInfo.FromRepository(miner.Folder);
        Assert.Equal(["read", "write", "sign", "admin"],
            await RpcClient.Create<IMinerApi>(found.ToHttp()).AuthVerifyAsync(found.Token!, default) ?? []);
        if (!OperatingSystem.IsWindows())
        {
            UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(mine, File.GetUnixFileMode(Path.Combine(miner.Folder, "token")));
            Assert.Equal(mine, File.GetUnixFileMode(Path.Combine(miner.Folder, "keystore", MinerRepository.SecretFileName)));
        }
    }

    [Fact]
    public async Task Faults_drop_delay_and_fail_calls_by_name_and_count()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        IMinerApi client = RpcClient.Create<IMinerApi>(new ApiInfo(null, miner.Host.RpcUrl));
        miner.Host.Faults.Set(new FaultRule(FaultKind.Error, "Session", 2, Message: "out of order"));
        for (int i = 0; i < 2; i++)
            Assert.Equal("out of order", (await Assert.ThrowsAsync<RpcException>(() => client.SessionAsync(default))).Message);
        Assert.Equal(miner.Host.Session, await client.SessionAsync(default));
        miner.Host.Faults.Set(new FaultRule(FaultKind.Drop, "*"));
        await Assert.ThrowsAsync<RpcTransportException>(() => client.VersionAsync(default));
        miner.Host.Faults.Set(new FaultRule(FaultKind.Delay, "Version", 1, 200));
        long start = TimeProvider.System.GetTimestamp();
        await client.VersionAsync(default);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(190));
        Assert.Empty(miner.Host.Faults.Rules);
        Assert.Throws<ArgumentException>(() => miner.Host.Faults.Set(new FaultRule(FaultKind.Drop, "", 1)));
    }

    [Fact]
    public async Task A_cut_miner_loses_no_result()
    {
        await using TestMiner miner = await TestMiner.StartAsync();
        await using FakeWorker worker = await FakeWorker.StartAsync(miner.Host);
        worker.Hold("SealPreCommit2");
        SectorId sector = miner.Host.Pledge();
        await worker.WaitForAsync("SealPreCommit2");
        await Task.Delay(100);
        Task cut = miner.Host.CutAsync(TimeSpan.Zero, TimeSpan.FromMilliseconds(400));
        worker.Release("SealPreCommit2");
        await cut;
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.Proving, TestMiner.Patience);
        Assert.Equal(1, worker.CountOf("SealPreCommit2"));
    }

    private static async Task Until(Func<bool> condition)
    {
        for (int i = 0; i < 500 && !condition(); i++) await Task.Delay(20);
        Assert.True(condition());
    }
}
