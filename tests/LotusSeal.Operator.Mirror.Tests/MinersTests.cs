using LotusSeal.DevMiner.Hosting;
using LotusSeal.KubeOps.Client;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Mirror.Tests.Support;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>Against the development miner and a real API server.</summary>
public sealed class MinersTests(Cluster cluster) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Scene _scene = new(cluster);
    private DevMinerHost? _miner;

    private DevMinerHost Miner => _miner!;

    public async ValueTask InitializeAsync() => _miner = await Scene.MinerAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        await Miner.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_pool_sees_its_miner()
    {
        string token = Miner.AdminToken;
        V1Alpha1SealWorker pool = await _scene.PoolAsync($"/ip4/127.0.0.1/tcp/{Miner.Port}/http", token + "\n");
        MinerAnswer first = await _scene.LookAsync(pool);
        Assert.True(first.LastView is null || first.Problem is null);
        MinerAnswer answer = await _scene.UntilAsync(pool, "the miner answers", answer => answer.LastView is not null);
        Assert.Equal(("t01000", Miner.Session, "2KiB"), (answer.LastView!.Actor, answer.LastView.Session, answer.LastView.SectorSize));
        Assert.NotEmpty(answer.LastView.Version);
        Assert.NotNull(answer.LastView.Scheduler);
        Assert.Null(answer.Problem);
        Assert.Equal(CredentialKind.Valid, answer.Credentials.Kind);
        Assert.Equal(10, answer.Credentials.Hash!.Length);
        Assert.True(_scene.ToldOf(pool) > 0);
        Assert.DoesNotContain(token, _scene.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, await _scene.ScrapeAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, $"{answer}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_pools_are_one_loop()
    {
        int versions = 0;
        Miner.Faults.Hold("Version", _ =>
        {
            Interlocked.Increment(ref versions);
            return false;
        });
        string secret = $"shared-{Guid.NewGuid():n}";
        await cluster.PutSecretAsync(secret, Miner.AdminToken);
        V1Alpha1SealWorker[] pools = [.. Enumerable.Range(0, 1_000).Select(i => Scene.Pool($"{secret}-{i}", Miner.RpcUrl.ToString(), secret))];
        await Parallel.ForEachAsync(pools, TestContext.Current.CancellationToken, async (pool, _) => await _scene.LookAsync(pool));
        Assert.Equal(1, _scene.Miners.Count);
        await _scene.UntilAsync(pools[0], "the miner answers", answer => answer.LastView is not null);
        foreach (V1Alpha1SealWorker pool in pools) Assert.NotNull((await _scene.LookAsync(pool)).LastView);
        await Miner.RestartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Patience.UntilAsync("all are told of its new session", () => _scene.Told.Distinct().Count() == 1_000);
        await Patience.UntilAsync("five rounds", () => Volatile.Read(ref versions) >= 5);
        int before = Volatile.Read(ref versions);
        string scrape = await _scene.ScrapeAsync();
        int after = Volatile.Read(ref versions);
        // Those that the restart refused did not reach the miner, and the last one may still be under way.
        Assert.InRange(Counted(scrape, "result=\"ok\""), 1, after);
        Assert.True(Counted(scrape, "") >= before - 1);
        Assert.Contains("sealworker_miner_up{", scrape, StringComparison.Ordinal);
        foreach (V1Alpha1SealWorker pool in pools) _scene.Miners.Forget(ObjectKey.Of(pool));
        Assert.Equal(0, _scene.Miners.Count);
        await Patience.UntilAsync("its series go", async () =>
            !(await _scene.ScrapeAsync()).Contains("127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_idle_miner_says_nothing_new()
    {
        V1Alpha1SealWorker pool = await _scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        MinerAnswer first = await _scene.UntilAsync(pool, "the miner answers", answer => answer.LastView is not null);
        int told = _scene.ToldOf(pool);
        await _scene.UntilAsync(pool, "it was asked five times more", answer => answer.LastView!.At - first.LastView!.At > TimeSpan.FromSeconds(25));
        Assert.Equal(told, _scene.ToldOf(pool));
    }

    [Fact]
    public async Task A_restart_is_another_session()
    {
        V1Alpha1SealWorker pool = await _scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        MinerAnswer before = await _scene.UntilAsync(pool, "the miner answers", answer => answer.LastView is not null);
        int told = _scene.ToldOf(pool);
        await Miner.RestartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await _scene.UntilAsync(pool, "the new session is seen", answer => answer.LastView!.Session == Miner.Session && answer.Problem is null);
        Assert.NotEqual(before.LastView!.Session, Miner.Session);
        Assert.True(_scene.ToldOf(pool) > told);
    }

    [Fact]
    public async Task A_miner_that_is_away_is_told_once_and_its_last_answer_grows_old()
    {
        V1Alpha1SealWorker pool = await _scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        await _scene.UntilAsync(pool, "the miner answers", answer => answer.LastView is not null);
        int told = _scene.ToldOf(pool);
        await Miner.DisposeAsync();
        MinerAnswer away = await _scene.UntilAsync(pool, "nobody listens", answer => answer.Problem is { Kind: MinerProblemKind.DialFailed });
        Assert.Contains("nobody listens", away.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(CredentialKind.Valid, away.Credentials.Kind);
        PoolObservation At() => new(pool, _scene.Clock.GetUtcNow()) { LastMiner = away.LastView };
        await Patience.UntilAsync("the pool is told that nobody listens, and that the answer is old", () => _scene.ToldOf(pool) >= told + 2);
        await Patience.UntilAsync("the answer is old", () => At().Miner is null);
        DateTimeOffset later = _scene.Clock.GetUtcNow() + TimeSpan.FromMinutes(2);
        await Patience.UntilAsync("two minutes pass", () => _scene.Clock.GetUtcNow() > later);
        // Of its first answer it may have been told a moment late.
        Assert.InRange(_scene.ToldOf(pool), told + 2, told + 3);
        Assert.Equal(away.LastView, (await _scene.LookAsync(pool)).LastView);
        Assert.Single(_scene.Log.Of(5502));
        Assert.Contains("sealworker_miner_up{", await _scene.ScrapeAsync(), StringComparison.Ordinal);

        // A clock that is put back must not make the answer a fresh one.
        _scene.Clock.Step = TimeSpan.FromHours(-3);
        MinerView old = (await _scene.LookAsync(pool)).LastView!;
        Assert.Null(new PoolObservation(pool, _scene.Clock.GetUtcNow()) { LastMiner = old }.Miner);
        Assert.True(old.At < _scene.Clock.GetUtcNow());

        _miner = await Scene.MinerAsync(_folder, new Uri(pool.Spec.Miner.Address).Port);
        await _scene.UntilAsync(pool, "it answers again", answer => answer.Problem is null && answer.LastView!.Session == Miner.Session);
    }

    [Fact]
    public async Task An_address_that_changes_brings_another_miner()
    {
        using TemporaryFolder folder = new();
        await using DevMinerHost other = await Scene.MinerAsync(folder);
        V1Alpha1SealWorker pool = await _scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        await _scene.UntilAsync(pool, "the miner answers", answer => answer.LastView is not null);
        pool.Spec.Miner.Address = other.RpcUrl.ToString();
        await cluster.PutSecretAsync(pool.Metadata.Name, other.AdminToken);
        Assert.Null((await _scene.LookAsync(pool)).LastView);
        await _scene.UntilAsync(pool, "the other answers", answer => answer.LastView?.Session == other.Session);
        Assert.Equal(1, _scene.Miners.Count);
    }

    [Theory]
    [InlineData("/dns/lotus-miner/tcp/2345/http", "http://lotus-miner.default.svc:2345")]
    [InlineData("https://lotus-miner:2345", "https://lotus-miner.default.svc:2345")]
    [InlineData("/dns/lotus-miner.other/tcp/2345/http", "http://lotus-miner.other:2345")]
    public async Task A_name_without_a_dot_is_of_the_pool_s_namespace(string address, string asked)
    {
        V1Alpha1SealWorker pool = await _scene.PoolAsync(address, "token");
        MinerAnswer answer = await _scene.UntilAsync(pool, "it cannot be reached", answer => answer.Problem is not null);
        Assert.Contains(asked, answer.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_and_paths_that_the_miner_does_not_know_are_no_error()
    {
        V1Alpha1SealWorker pool = await _scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        CancellationToken stop = TestContext.Current.CancellationToken;
        CallId call = new(new SectorId(1000, 3), Guid.NewGuid());
        await _scene.Miners.AbortJobsAsync(pool, [call, call, new(new SectorId(1000, 4), Guid.Empty)], stop);
        await _scene.Miners.AbortJobsAsync(pool, [call], stop);
        await _scene.Miners.DetachPathsAsync(pool, [new PathAddress("nowhere", "http://127.0.0.1:1/remote")], stop);
    }

    [Fact]
    public async Task What_fails_is_named_and_the_rest_is_done()
    {
        V1Alpha1SealWorker pool = await _scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        CancellationToken stop = TestContext.Current.CancellationToken;
        int aborted = 0;
        CallId bad = new(new SectorId(1000, 3), Guid.NewGuid());
        Miner.Faults.Hold("SealingAbort", call =>
        {
            Interlocked.Increment(ref aborted);
            if (call.Params[0].GetProperty("ID").GetGuid() == bad.Id) throw new RpcException("no luck");
            return false;
        });
        CallId[] calls = [bad, .. Enumerable.Range(0, 20).Select(i => new CallId(new SectorId(1000, (ulong)i), Guid.NewGuid()))];
        MirrorException error = await Assert.ThrowsAsync<MirrorException>(() => _scene.Miners.AbortJobsAsync(pool, calls, stop));
        Assert.Equal(21, Volatile.Read(ref aborted));
        Assert.Equal($"1 of 21 jobs could not be given up: {bad}: no luck", error.Message);
    }

    [Fact]
    public async Task A_pool_that_nobody_looks_at_is_left()
    {
        await using Scene scene = new(cluster, clock: new QuickClock(500));
        V1Alpha1SealWorker pool = await scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        await scene.LookAsync(pool);
        await Patience.UntilAsync("its loop ends", () => scene.Miners.Count == 0);
        Assert.Null((await scene.LookAsync(pool)).LastView);
        Assert.Equal(1, scene.Miners.Count);
    }

    /// <summary>Questions that were counted under a label.</summary>
    private static int Counted(string scrape, string label) => scrape.Split('\n')
        .Where(line => line.StartsWith("sealworker_miner_requests_total", StringComparison.Ordinal)
            && line.Contains("method=\"Version\"", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => int.Parse(line.Split(' ')[1]));
}
