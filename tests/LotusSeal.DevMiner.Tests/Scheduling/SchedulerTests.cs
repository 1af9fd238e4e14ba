using LotusSeal.DevMiner.Calls;
using LotusSeal.DevMiner.Index;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.DevMiner.Tests.Scheduling;

/// <summary>Queue order, windows, selectors and locks without a wire.</summary>
public sealed class SchedulerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly SchedulerOptions Quick = new()
    {
        StartDelay = TimeSpan.FromMilliseconds(10),
        Heartbeat = TimeSpan.FromMilliseconds(100),
        PollTimeout = TimeSpan.FromSeconds(1),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_queue_puts_negative_orders_first_then_priority_then_order_then_sector()
    {
        SchedRequest[] requests =
        [
            Request(TaskTypes.AddPiece, 1), Request(TaskTypes.PreCommit1, 5), Request(TaskTypes.PreCommit1, 4),
                Request(TaskTypes.AddPiece, 9, priority: 1024),
            Request(TaskTypes.Fetch, 8), Request(TaskTypes.Commit1, 7), Request(TaskTypes.Finalize, 6),
        ];
        ulong[] order = [.. requests.Order(Comparer<SchedRequest>.Create(SchedRequest.Compare)).Select(request => request.Sector.Id.Number)];
        Assert.Equal([6UL, 8, 9, 7, 4, 5, 1], order);
    }

    [Fact]
    public async Task Tasks_wait_for_active_resources_and_further_ones_for_windows()
    {
        await using Scheduler scheduler = NewScheduler();
        LocalWorker worker = new(cpus: 2);
        scheduler.AddWorker(await worker.ToSchedAsync());
        TaskCompletionSource release = new();
        int running = 0, most = 0;
        Task[] tasks = [.. Enumerable.Range(0, 8).Select(i => scheduler.ScheduleAsync(Request(TaskTypes.PreCommit1, (ulong)i, work: async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await release.Task;
            Interlocked.Decrement(ref running);
        })))];
        for (int i = 0; i < 200 && running < 2; i++) await Task.Delay(10);
        await Task.Delay(150);
        // Two threads run two tasks; the two that follow are prepared, two windows of two are filled at most, the rest stays queued.
        Assert.Equal(2, running);
        Assert.True(scheduler.Assigned().Count <= 4, "more is assigned than two windows hold");
        Assert.Equal("5:seal/v0/precommit/1", Assert.Single(scheduler.Stats(scheduler.Workers()[0], []).TaskCounts!).Key);
        release.SetResult();
        await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, most);
        Assert.Equal(0UL, scheduler.Stats(scheduler.Workers()[0], []).CpuUse);
    }

    [Fact]
    public async Task The_least_used_worker_gets_the_task()
    {
        await using Scheduler scheduler = NewScheduler();
        LocalWorker small = new(cpus: 2), large = new(cpus: 16);
        scheduler.AddWorker(await small.ToSchedAsync());
        scheduler.AddWorker(await large.ToSchedAsync());
        TaskCompletionSource release = new();
        Task[] tasks = [.. Enumerable.Range(0, 4).Select(i =>
            scheduler.ScheduleAsync(Request(TaskTypes.PreCommit1, (ulong)i, work: (_, _) => release.Task)))];
        for (int i = 0; i < 200 && scheduler.Workers().Sum(worker => (int)worker.Active.CpuUse) < 4; i++) await Task.Delay(10);
        ulong onLarge = scheduler.Workers().Single(worker => worker.Info.Resources.Cpus == 16).Active.CpuUse;
        release.SetResult();
        await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(onLarge >= 3, $"the large worker got {onLarge} of 4");
    }

    [Fact]
    public async Task A_failing_step_fails_its_request_and_frees_its_resources()
    {
        await using Scheduler scheduler = NewScheduler();
        scheduler.AddWorker(await new LocalWorker(cpus: 2).ToSchedAsync());
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            scheduler.ScheduleAsync(Request(TaskTypes.PreCommit1, 1, prepare: (_, _) => throw new InvalidDataException("no"))));
        await Assert.ThrowsAsync<IOException>(() =>
            scheduler.ScheduleAsync(Request(TaskTypes.PreCommit1, 2, work: (_, _) => throw new IOException("no"))));
        SchedWorker worker = scheduler.Workers()[0];
        Assert.Equal((0UL, 0UL), (worker.Active.CpuUse, worker.Preparing.CpuUse));
    }

    [Fact]
    public async Task Selectors_ask_the_index_which_paths_hold_or_take_the_files()
    {
        MinerSectorIndex index = new(TimeProvider.System);
        FsStat stat = new(1L << 40, 1L << 40, 1L << 40, 0, 0, 0);
        await index.StorageAttachAsync(new StorageInfo("seal", ["http://a/remote"], 10, 0, true, false), stat, default);
        await index.StorageAttachAsync(new StorageInfo("store", ["http://b/remote"], 10, 0, false, true), stat, default);
        await index.StorageAttachAsync(new StorageInfo("both", ["http://c/remote"], 10, 0, true, true), stat, default);
        SectorRef sector = new(new SectorId(1000, 1), RegisteredSealProof.StackedDrg2KiBV1_1);
        await index.StorageDeclareSectorAsync("seal", sector.Id, SectorFileType.Sealed, false, default);
        WorkerView[] views = [View("seal"), View("store"), View("both"), View()];

        Assert.Equal("true, false, true, false", await Accepts(new AllocSelector(index, sector, SectorFileType.Cache, PathType.Sealing)));
        Assert.Equal("true, false, false, false", await Accepts(new ExistingSelector(index, sector, SectorFileType.Sealed, false)));
        Assert.Equal("true, false, true, false", await Accepts(new ExistingSelector(index, sector, SectorFileType.Sealed, true)));
        Assert.Equal("false, true, true, false", await Accepts(new MoveSelector(index, sector, SectorFileType.Sealed)));
        Assert.Equal("true, true, true, true", await Accepts(new TaskSelector()));
        await index.StorageDeclareSectorAsync("both", sector.Id, SectorFileType.Sealed, true, default);
        IReadOnlyList<Verdict> moves = await new MoveSelector(index, sector, SectorFileType.Sealed).JudgeAsync(TaskTypes.Fetch, views, default);
        Assert.Equal([false, false, true, false], moves.Select(verdict => verdict.Preferred));

        async Task<string> Accepts(IWorkerSelector selector) =>
            string.Join(", ", (await selector.JudgeAsync(TaskTypes.Fetch, views, default)).Select(verdict => verdict.Accepts ? "true" : "false"));
    }

    [Fact]
    public async Task A_write_lock_waits_for_readers_and_other_types_do_not()
    {
        SectorLockTable locks = new();
        SectorId sector = new(1000, 4);
        IDisposable reader = await locks.LockAsync(sector, SectorFileType.Unsealed, SectorFileType.Sealed | SectorFileType.Cache, default);
        SectorLock held = Assert.Single(locks.Snapshot().Locks!);
        Assert.Equal([0, 1, 1, 0, 0, 0], held.Write);
        Assert.Equal([1, 0, 0, 0, 0, 0], held.Read);
        using IDisposable second = await locks.LockAsync(sector, SectorFileType.Unsealed, SectorFileType.Update, default);
        Task<IDisposable> writer = locks.LockAsync(sector, 0, SectorFileType.Unsealed, default);
        reader.Dispose();
        await Task.Delay(20);
        Assert.False(writer.IsCompleted);
        second.Dispose();
        (await writer).Dispose();
        Assert.Empty(locks.Snapshot().Locks!);
    }

    private static WorkerView View(params string[] paths) => new(new HashSet<string> { TaskTypes.Fetch }, paths.ToHashSet());

    private Scheduler NewScheduler()
    {
        CallTracker calls = new(_folder["work.json"], TimeProvider.System, false);
        JobBoard jobs = new(TimeProvider.System);
        return new Scheduler(Quick, worker => new WorkerLease(worker.Api, worker.Id, worker.Info.Hostname, calls, jobs), TimeProvider.System,
            NullLogger.Instance);
    }

    private static SchedRequest Request(string task, ulong number, int priority = 0, WorkerStep? prepare = null, WorkerStep? work = null) =>
        new(new SectorRef(new SectorId(1000, number), RegisteredSealProof.StackedDrg2KiBV1_1), task, priority, new TaskSelector(),
            prepare ?? ((_, _) => Task.CompletedTask),
            work ?? ((_, _) => Task.CompletedTask), CancellationToken.None);

    private sealed class LocalWorker(ulong cpus) : UnsupportedWorkerApi
    {
        private readonly Guid _id = Guid.NewGuid();

        public async Task<SchedWorker> ToSchedAsync() => new(_id, await InfoAsync(default), this, "here", null);

        public override Task<Guid> SessionAsync(CancellationToken cancellationToken) => Task.FromResult(_id);

        public override Task<WorkerInfo> InfoAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new WorkerInfo("local", false, new WorkerResources(64UL << 30, 0, 0, 0, cpus, null, null)));

        public override Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
            Task.FromResult<Dictionary<string, EmptyObject>?>(TaskTypes.All.ToDictionary(task => task, _ => new EmptyObject()));

        public override Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken) => Task.FromResult<StoragePath[]?>(null);
    }
}
