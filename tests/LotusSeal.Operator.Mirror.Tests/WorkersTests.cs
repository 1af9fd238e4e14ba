using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Mirror.Tests.Support;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>Against the built worker and the development miner.</summary>
public sealed class WorkersTests : IAsyncLifetime
{
    private static readonly WorkersOptions Patient = new() { Deadline = Patience.Limit, DetachDeadline = Patience.Limit };

    private readonly TemporaryFolder _folder = new();
    private readonly Cluster _cluster;
    private readonly Scene _scene;
    private readonly LogLines _log = new();
    private readonly WorkerProcess _worker;
    private Workers _workers;
    private DevMinerHost? _miner;
    private V1Alpha1SealWorker? _pool;

    public WorkersTests(Cluster cluster)
    {
        _cluster = cluster;
        _scene = new Scene(cluster);
        _worker = new WorkerProcess(_folder);
        _workers = new Workers(_scene.Miners, TimeProvider.System, _log, Patient);
    }

    private DevMinerHost Miner => _miner!;

    private V1Alpha1SealWorker Pool => _pool!;

    public async ValueTask InitializeAsync()
    {
        _miner = await Scene.MinerAsync(_folder);
        _pool = await _scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        await _worker.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _workers.DisposeAsync();
        _worker.Dispose();
        await _scene.DisposeAsync();
        if (_miner is not null) await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_worker_tells_its_tasks_and_what_it_has_to_do()
    {
        WorkerAnswer idle = (await AskAsync(drains: false))!;
        Assert.Contains(TaskTypes.PreCommit1, idle.Tasks);
        Assert.True(idle.IsEnabled);
        Assert.False(idle.IsQuiet);
        Assert.Empty(idle.OpenCalls!);
        Assert.Equal(0, _workers.Waiting);
        using CallHold hold = Miner.Faults.Hold("StorageBestAlloc");
        Miner.Pledge();
        WorkerAnswer busy = await UntilAsync("it has a call", answer => answer.OpenCalls is { Count: > 0 }, drains: false);
        Assert.Equal(1000UL, busy.OpenCalls![0].Call.Sector.Miner);
    }

    [Fact]
    public async Task The_miner_lists_what_the_worker_does_and_where_it_is()
    {
        using CallHold hold = Miner.Faults.Hold("StorageBestAlloc");
        Miner.Pledge();
        MinerAnswer busy = await _scene.UntilAsync(Pool, "the job is listed", answer => answer.LastView?.Jobs.Count > 0);
        Assert.Equal("w0", Assert.Single(busy.LastView!.Workers).Value.Info.Hostname);
        Assert.Equal(["w0"], busy.LastView.Jobs.Values.SelectMany(jobs => jobs).Select(_ => "w0").Distinct());
        MinerPath path = Assert.Single(busy.LastView.Paths);
        Assert.Equal($"http://{_worker.Target.Address}/remote", Assert.Single(path.Urls));
        hold.Release();
        await _scene.UntilAsync(Pool, "sectors are on it", answer => answer.LastView!.Paths.Any(one => one.Sectors.Count > 0));
    }

    [Fact]
    public async Task A_drained_worker_is_quiet_when_miner_and_worker_say_so_over_two_looks()
    {
        using CallHold hold = Miner.Faults.Hold("StorageBestAlloc");
        Miner.Pledge();
        await UntilAsync("it has a call", answer => answer.OpenCalls is { Count: > 0 });
        for (int i = 0; i < 5; i++)
        {
            WorkerAnswer busy = (await AskAsync())!;
            Assert.Equal((false, null), (busy.IsQuiet, busy.Quiet));
            Assert.Equal(1, _workers.Waiting);
        }

        Miner.Faults.Set(new FaultRule(FaultKind.Error, "ReturnAddPiece", FaultRule.Unlimited));
        hold.Release();
        // The task has ended, its result waits for the miner: that is work.
        await Patience.UntilAsync("its call has returned", () => _workers.Waiting == 0);
        Assert.False((await AskAsync())!.IsQuiet);
        Miner.Faults.Clear();
        await _workers.DisableTasksAsync(Pool, _worker.Target, [TaskTypes.PreCommit1, TaskTypes.AddPiece], TestContext.Current.CancellationToken);
        WorkerAnswer quiet = await UntilAsync("it is quiet", answer => answer.Quiet is { Looks: >= 2 });
        Assert.True(quiet.IsQuiet);
        Assert.DoesNotContain(TaskTypes.PreCommit1, quiet.Tasks);
        // The miner's answer of before the fence says nothing of after it.
        MinerLook before = Look();
        await _workers.FenceAsync(Pool, _worker.Target, TestContext.Current.CancellationToken);
        WorkerAnswer fenced = (await _workers.AskAsync(Pool, _worker.Target, true, before, TestContext.Current.CancellationToken))!;
        Assert.Equal((false, false, null), (fenced.IsEnabled, fenced.IsQuiet, fenced.Quiet));
        await UntilAsync("it is quiet behind the fence", answer => answer.Quiet is { Looks: >= 2 });
        WorkerAnswer listed = (await _workers.AskAsync(Pool, _worker.Target, true, Look(hasWork: true), TestContext.Current.CancellationToken))!;
        Assert.Equal((false, null), (listed.IsQuiet, listed.Quiet));
    }

    [Fact]
    public async Task Its_paths_leave_the_index()
    {
        MinerAnswer there = await _scene.UntilAsync(Pool, "its path is there", answer => answer.LastView?.Paths.Count == 1);
        Assert.Equal(there.LastView!.Paths.Select(path => path.Id), (await AskAsync())!.Paths);
        Assert.Null((await AskAsync(drains: false))!.Paths);
        await _workers.DetachStorageAsync(Pool, _worker.Target, TestContext.Current.CancellationToken);
        Assert.Empty((await AskAsync())!.Paths!);
        await _scene.UntilAsync(Pool, "its path is gone", answer => answer.LastView!.Paths.Count == 0);
    }

    [Fact]
    public async Task A_job_that_was_given_up_is_not_in_an_answer_of_before()
    {
        using CallHold hold = Miner.Faults.Hold("StorageBestAlloc");
        Miner.Pledge();
        MinerAnswer busy = await _scene.UntilAsync(Pool, "the job is given out",
            answer => answer.LastView?.Jobs.Values.SelectMany(jobs => jobs).Any(job => job.Id.Id != Guid.Empty) == true);
        CallId job = busy.LastView!.Jobs.Values.SelectMany(jobs => jobs).First().Id;
        // The miner does not answer again before it has been looked at.
        using CallHold rounds = Miner.Faults.Hold("WorkerJobs");
        await rounds.Arrived;
        await _scene.Miners.AbortJobsAsync(Pool, [job], TestContext.Current.CancellationToken);
        MinerAnswer after = await _scene.LookAsync(Pool);
        Assert.DoesNotContain(after.LastView!.Jobs.Values.SelectMany(jobs => jobs), one => one.Id == job);
    }

    [Fact]
    public async Task A_worker_that_stands_still_has_lost_its_call_and_gets_another_when_it_goes_on()
    {
        await _workers.DisposeAsync();
        _workers = new Workers(_scene.Miners, TimeProvider.System, _log,
            new WorkersOptions { Deadline = TimeSpan.FromSeconds(2), IdleTimeout = TimeSpan.FromSeconds(2) });
        using CallHold hold = Miner.Faults.Hold("StorageBestAlloc");
        Miner.Pledge();
        await UntilAsync("it has a call", answer => answer.OpenCalls is { Count: > 0 });
        await Patience.UntilAsync("a call waits", () => _workers.Waiting == 1);
        _worker.Freeze();
        // The signal is taken a moment after it was sent.
        await Patience.UntilAsync("it does not answer", async () => await AskAsync() is null);
        await Patience.UntilAsync("the call is lost", () => _workers.Waiting == 0);
        Assert.Null(await AskAsync());
        Assert.Single(_log.Of(5540));
        _worker.Thaw();
        await UntilAsync("another call waits", _ => _workers.Waiting == 1);
        Assert.Single(_log.Of(5541));
    }

    [Fact]
    public async Task A_worker_that_is_started_again_is_asked_anew()
    {
        using CallHold hold = Miner.Faults.Hold("StorageBestAlloc");
        Miner.Pledge();
        await UntilAsync("it has a call", answer => answer.OpenCalls is { Count: > 0 });
        await Patience.UntilAsync("a call waits", () => _workers.Waiting == 1);
        _worker.Kill();
        Assert.Null(await AskAsync());
        await Patience.UntilAsync("the call is lost", () => _workers.Waiting == 0);
        hold.Release();
        await _worker.StartAsync();
        WorkerAnswer again = await UntilAsync("it answers", _ => true);
        Assert.False(again.Quiet is { Looks: > 1 });
        await _workers.DisableTasksAsync(Pool, _worker.Target, [TaskTypes.AddPiece, TaskTypes.PreCommit1], TestContext.Current.CancellationToken);
        await UntilAsync("it is quiet", answer => answer.Quiet is { Looks: >= 2 });
    }

    [Fact]
    public async Task One_that_is_forgotten_leaves_nothing_open()
    {
        using CallHold hold = Miner.Faults.Hold("StorageBestAlloc");
        Miner.Pledge();
        await UntilAsync("it has a call", answer => answer.OpenCalls is { Count: > 0 });
        await Patience.UntilAsync("a call waits", () => _workers.Waiting == 1);
        _workers.Forget(_worker.Target.Uid);
        Assert.Equal((0, 0), (_workers.Count, _workers.Waiting));
        await UntilAsync("a call waits again", _ => _workers.Waiting == 1);
        await AskAsync(drains: false);
        Assert.Equal(0, _workers.Waiting);
    }

    [Fact]
    public async Task A_token_that_is_no_good_is_no_answer_and_a_better_one_is_taken()
    {
        V1Alpha1SealWorker pool = await _scene.PoolAsync(Miner.RpcUrl.ToString(), "no.such.token");
        Assert.Null(await _workers.AskAsync(pool, _worker.Target, false, null, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<MirrorException>(() => _workers.FenceAsync(pool, _worker.Target, TestContext.Current.CancellationToken));
        await _cluster.PutSecretAsync(pool.Metadata.Name, Miner.AdminToken);
        await Patience.UntilAsync("it answers", async () =>
            await _workers.AskAsync(pool, _worker.Target, false, null, TestContext.Current.CancellationToken) is not null);
        await _cluster.DeleteSecretAsync(pool.Metadata.Name);
        await Patience.UntilAsync("there is no token", async () =>
            await _workers.AskAsync(pool, _worker.Target, false, null, TestContext.Current.CancellationToken) is null);
        Assert.DoesNotContain("no.such.token", _log.ToString(), StringComparison.Ordinal);
    }

    private static MinerLook Look(bool hasWork = false) => new(DateTimeOffset.UtcNow, hasWork);

    private Task<WorkerAnswer?> AskAsync(bool drains = true) =>
        _workers.AskAsync(Pool, _worker.Target, drains, Look(), TestContext.Current.CancellationToken);

    private async Task<WorkerAnswer> UntilAsync(string what, Func<WorkerAnswer, bool> holds, bool drains = true)
    {
        WorkerAnswer? answer = null;
        await Patience.UntilAsync(what, async () => (answer = await AskAsync(drains)) is not null && holds(answer),
            () => $"{answer}\n{_log}\n{_worker.Log}");
        return answer!;
    }
}
