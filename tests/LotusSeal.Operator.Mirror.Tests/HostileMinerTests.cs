using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Mirror.Tests.Support;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>Miners that answer what no good one does.</summary>
public sealed class HostileMinerTests(Cluster cluster)
{
    private const string Worker = "6c8d6c0e-8a53-4d0c-9b0e-1f2a3b4c5d6e";

    [Theory]
    [InlineData("WorkerStats", "this is no HTTP\r\n\r\n", MinerProblemKind.VersionMismatch)]
    [InlineData("Version", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html>oh!", MinerProblemKind.VersionMismatch)]
    [InlineData("WorkerStats", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", MinerProblemKind.VersionMismatch)]
    [InlineData("WorkerJobs", "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"jsonrpc\":" + ScriptedMiner.HangUp, MinerProblemKind.DialFailed)]
    [InlineData("StorageList", ScriptedMiner.HangUp, MinerProblemKind.DialFailed)]
    [InlineData("StorageList", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\n\r\noops!", MinerProblemKind.DialFailed)]
    [InlineData("Session", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", MinerProblemKind.DialFailed)]
    [InlineData("Version", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", MinerProblemKind.DialFailed)]
    public async Task An_answer_that_is_none_changes_nothing_of_what_is_known(string method, string bytes, MinerProblemKind kind)
    {
        await using ScriptedMiner miner = new();
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(miner.Address, "token");
        MinerAnswer good = await scene.UntilAsync(pool, "it answers", answer => answer.LastView is not null);
        miner.Answer = (asked, _) => asked == method ? bytes : null;
        MinerAnswer bad = await scene.UntilAsync(pool, "it is a problem", answer => answer.Problem is not null);
        Assert.Equal(kind, bad.Problem!.Kind);
        Assert.Equal((good.LastView!.Session, CredentialKind.Valid), (bad.LastView!.Session, bad.Credentials.Kind));
        // A status with it is written once.
        int told = scene.ToldOf(pool), rounds = miner.Asked("Version");
        await Patience.UntilAsync("more rounds", () => miner.Asked("Version") > rounds + 3);
        // It may have been told just then, and once more as the good answer grows old.
        Assert.InRange(scene.ToldOf(pool), told, told + 2);
        Assert.Equal(bad.Problem, (await scene.LookAsync(pool)).Problem);
        Assert.Single(scene.Log.Of(5502));
        miner.Answer = (_, _) => null;
        await scene.UntilAsync(pool, "it is good again", answer => answer.Problem is null);
    }

    [Theory]
    [InlineData("Version", "null")]
    [InlineData("Version", """{"Version":"1.30.0"}""")]
    [InlineData("Version", """{"Version":"0.3.0","APIVersion":768}""")]
    [InlineData("Version", """{"Version":"3","APIVersion":196608}""")]
    [InlineData("Session", "\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("Session", "7")]
    [InlineData("ActorAddress", "\"\"")]
    [InlineData("WorkerStats", "null")]
    [InlineData("WorkerStats", """{"no uuid":{}}""")]
    [InlineData("WorkerStats", $$"""{"{{Worker}}":null}""")]
    [InlineData("WorkerStats", "{\"" + Worker + "\":{\"Info\":{\"Hostname\":\"w\"},\"Enabled\":true}}")]
    [InlineData("WorkerJobs", "null")]
    [InlineData("WorkerJobs", $$"""{"{{Worker}}":null}""")]
    [InlineData("WorkerJobs", $$"""{"{{Worker}}":[null]}""")]
    [InlineData("StorageList", "null")]
    [InlineData("StorageList", """{"path":null}""")]
    [InlineData("StorageInfo", "null")]
    [InlineData("StorageInfo", """{"ID":"another"}""")]
    public async Task Half_an_answer_is_none(string method, string result)
    {
        await using ScriptedMiner miner = new()
        {
            Result = asked => asked == method ? result : asked == "StorageList" ? """{"path":[]}""" : null,
        };
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(miner.Address, "token");
        MinerAnswer bad = await scene.UntilAsync(pool, "it is a problem", answer => answer.Problem is not null);
        Assert.Equal((MinerProblemKind.VersionMismatch, null), (bad.Problem!.Kind, bad.LastView));
    }

    [Theory]
    [InlineData(ScriptedMiner.Stall)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n{" + ScriptedMiner.Stall)]
    public async Task One_that_stands_still_is_given_up_and_the_pool_told_when_its_answer_is_old(string bytes)
    {
        await using ScriptedMiner miner = new();
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(miner.Address, "token");
        bool IsFresh(MinerAnswer answer) => new PoolObservation(pool, scene.Clock.GetUtcNow()) { LastMiner = answer.LastView }.Miner is not null;
        int told = 0;
        // An answer that has grown old on a busy machine before it stands still was told of already.
        await Patience.UntilAsync("its answer is fresh", async () =>
        {
            told = scene.ToldOf(pool);
            return IsFresh(await scene.LookAsync(pool));
        });
        miner.Answer = (asked, _) => asked == "WorkerJobs" ? bytes : null;
        // The deadline is hours away: the answer is old long before.
        MinerAnswer old = await scene.UntilAsync(pool, "its answer is old, and the pool told", answer =>
            !IsFresh(answer) && scene.ToldOf(pool) > told);
        Assert.Null(old.Problem);
        scene.Miners.Forget(ObjectKey.Of(pool));
        await Patience.UntilAsync("nothing is left open", () => miner.Open == 0);

        pool.Spec.Miner.RequestTimeout = "1m";
        MinerAnswer bad = await scene.UntilAsync(pool, "it is a problem", answer => answer.Problem is not null);
        Assert.Equal(MinerProblemKind.TimedOut, bad.Problem!.Kind);
        miner.Answer = (_, _) => null;
        await scene.UntilAsync(pool, "it is good again", answer => answer is { Problem: null, LastView: not null });
    }

    [Fact]
    public async Task A_restart_between_two_questions_mixes_no_two_lives()
    {
        await using ScriptedMiner miner = new() { Result = method => method == "StorageList" ? """{"path":[]}""" : null };
        Guid first = miner.Session, second = Guid.NewGuid();
        miner.Answer = (method, number) =>
        {
            // It goes down after it has listed its workers: of the new life the path is there, and none of its sectors yet.
            if (method == "WorkerJobs" && number == 1) miner.Session = second;
            return null;
        };
        miner.Result = method => method switch
        {
            "StorageList" => """{"path":[]}""",
            "StorageInfo" => """{"ID":"path","URLs":["http://10.0.0.1/remote"]}""",
            "WorkerJobs" when miner.Session == first => $$"""{"{{Worker}}":[]}""",
            _ => null,
        };
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(miner.Address, "token");
        MinerAnswer answer = await scene.UntilAsync(pool, "it answers", answer => answer.LastView is not null);
        Assert.Equal(second, answer.LastView!.Session);
        Assert.True(miner.Asked("WorkerJobs") > 1);
    }

    [Fact]
    public async Task Without_an_answer_about_its_queue_the_rest_is_known()
    {
        await using ScriptedMiner miner = new() { Answer = (method, _) => method == "SealingSchedDiag" ? ScriptedMiner.Stall : null };
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(miner.Address, "token");
        MinerAnswer answer = await scene.UntilAsync(pool, "it answers", answer => answer.LastView is not null);
        Assert.Null(answer.LastView!.Scheduler);
        Assert.Null(answer.Problem);
    }

    [Fact]
    public async Task Addresses_of_paths_are_asked_for_once_a_minute()
    {
        await using ScriptedMiner miner = new();
        miner.Result = method => method switch
        {
            "StorageList" => """{"a":[{"Miner":1000,"Number":9,"SectorFileType":2},{"Miner":1000,"Number":9,"SectorFileType":4}]}""",
            "StorageInfo" => """{"ID":"a","URLs":["http://10.0.0.2/remote","http://10.0.0.1/remote"]}""",
            _ => null,
        };
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(miner.Address, "token");
        MinerAnswer answer = await scene.UntilAsync(pool, "it answers", answer => answer.LastView is not null);
        MinerPath path = Assert.Single(answer.LastView!.Paths);
        Assert.Equal(["http://10.0.0.1/remote", "http://10.0.0.2/remote"], path.Urls);
        Assert.Single(path.Sectors);
        long start = scene.Clock.GetTimestamp();
        int rounds = miner.Asked("StorageList"), infos = miner.Asked("StorageInfo");
        await Patience.UntilAsync("60 rounds, of 5 s", () => miner.Asked("StorageList") >= rounds + 60);
        int asked = miner.Asked("StorageInfo") - infos;
        // By the clock by which it asks, whatever a round takes: between two questions there is a minute, and the first was due before the start.
        Assert.InRange(asked, 1, (int)scene.Clock.GetElapsedTime(start).TotalMinutes + 2);
    }

    [Fact]
    public async Task After_an_address_was_taken_away_the_others_are_asked_for_at_once()
    {
        bool isDetached = false;
        await using ScriptedMiner miner = new();
        miner.Result = method => method switch
        {
            "StorageList" => """{"a":[]}""",
            "StorageInfo" when isDetached => """{"ID":"a","URLs":["http://10.0.0.2/remote"]}""",
            "StorageInfo" => """{"ID":"a","URLs":["http://10.0.0.1/remote","http://10.0.0.2/remote"]}""",
            _ => null,
        };
        miner.Answer = (method, _) =>
        {
            if (method == "StorageDetach") isDetached = true;
            return null;
        };
        // As quick as the wall: the minute after which they are asked for anyhow is far away.
        await using Scene scene = new(cluster, clock: new QuickClock(1));
        V1Alpha1SealWorker pool = await scene.PoolAsync(miner.Address, "token");
        await scene.UntilAsync(pool, "both addresses are known", answer => answer.LastView?.Paths[0].Urls.Count == 2);
        await scene.Miners.DetachPathsAsync(pool, [new PathAddress("a", "http://10.0.0.1/remote")], TestContext.Current.CancellationToken);
        DateTimeOffset detached = scene.Clock.GetUtcNow();
        MinerAnswer next = await scene.UntilAsync(pool, "the next round", answer => answer.LastView!.At > detached);
        Assert.Equal(["http://10.0.0.2/remote"], next.LastView!.Paths[0].Urls);
    }

    [Fact]
    public async Task Thousands_of_rounds_leave_nothing_behind()
    {
        await using ScriptedMiner miner = new();
        await using Scene scene = new(cluster, clock: new QuickClock(5_000));
        V1Alpha1SealWorker pool = await scene.PoolAsync(miner.Address, "token");
        int number = 0;
        async Task RoundsAsync(int count)
        {
            int until = miner.Asked("Version") + count;
            while (miner.Asked("Version") < until)
            {
                await scene.LookAsync(pool);
                if (++number % 10 == 0) miner.Answer = (_, _) => ScriptedMiner.HangUp;
                if (number % 10 == 5) miner.Answer = (_, _) => null;
                if (number % 50 == 0) scene.Miners.Forget(ObjectKey.Of(pool));
                await Task.Delay(2, TestContext.Current.CancellationToken);
            }
        }

        await RoundsAsync(300);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await RoundsAsync(3_000);
        scene.Miners.Forget(ObjectKey.Of(pool));
        await Patience.UntilAsync("connections are closed", () => miner.Open == 0);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 6 << 20);
        Assert.DoesNotContain("127.0.0.1", await scene.ScrapeAsync(), StringComparison.Ordinal);
    }
}
