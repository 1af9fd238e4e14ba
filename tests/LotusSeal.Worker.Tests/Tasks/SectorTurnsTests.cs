using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tasks;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

public sealed class SectorTurnsTests : IAsyncLifetime
{
    private const SectorFileType Both = SectorFileType.Sealed | SectorFileType.Cache;
    private readonly JobsScene _scene = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Another_call_of_the_kind_begins_when_the_cancelled_one_has_really_ended()
    {
        GatedTask old = new(TaskTypes.PreCommit2, 1) { Files = Both, Key = "a", IsStubborn = true };
        GatedTask wanted = new(TaskTypes.PreCommit2, 1) { Files = Both, Key = "b" };
        CallId first = await _scene.SubmitAsync(old);
        await old.Started;
        // PC2 runs one at a time here: the call that waits holds no place that the one before needs.
        CallId second = await _scene.SubmitAsync(wanted);
        await old.Cancelled;
        Assert.False(wanted.Started.IsCompleted);
        Assert.Equal((JobReport.QueuedState, $"supersedes call {first} (PC2)"), (_scene.JobOf(second).State, _scene.JobOf(second).Step));
        old.Release();
        await wanted.Started;
        // It succeeded, over files that are another's now.
        Assert.Equal(SealErrorCode.TempUnknown, (await _scene.ResultOf(first)).Error!.Code);
        wanted.Release();
        Assert.Null((await _scene.ResultOf(second)).Error);
    }

    [Fact]
    public async Task A_superseded_call_that_waits_in_its_lane_leaves_it()
    {
        GatedTask other = new(TaskTypes.PreCommit2, 2) { Files = Both, Key = "x" };
        GatedTask old = new(TaskTypes.PreCommit2, 1) { Files = Both, Key = "a" }, wanted = new(TaskTypes.PreCommit2, 1) { Files = Both, Key = "b" };
        await _scene.SubmitAsync(other);
        await other.Started;
        CallId first = await _scene.SubmitAsync(old), second = await _scene.SubmitAsync(wanted);
        CallError error = (await _scene.ResultOf(first)).Error!;
        Assert.Contains($"superseded by call {second}", error.Message, StringComparison.Ordinal);
        Assert.True(old.IsAbandoned);
        Assert.False(old.Started.IsCompleted);
        other.Release();
        await wanted.Started;
    }

    [Fact]
    public async Task Equal_calls_share_one_run_that_takes_one_place_in_the_lane()
    {
        GatedTask task = new(TaskTypes.PreCommit2, 1) { Files = Both, Key = "a" }, same = new(TaskTypes.PreCommit2, 1) { Files = Both, Key = "a" };
        GatedTask next = new(TaskTypes.PreCommit2, 2) { Files = Both, Key = "a" };
        CallId first = await _scene.SubmitAsync(task), second = await _scene.SubmitAsync(same);
        await task.Started;
        await _scene.SubmitAsync(next);
        MetricsScrape scrape = await MetricsScrape.OfAsync(_scene.Metrics);
        Assert.Equal(1, scrape.Samples.Single(sample => sample.Family == "lotusseal_jobs" && sample.Labels["state"] == "joined"
            && sample.Labels["task"] == "PC2").Value);
        task.Release();
        Assert.Null((await _scene.ResultOf(first)).Error);
        Assert.Null((await _scene.ResultOf(second)).Error);
        Assert.False(same.Started.IsCompleted);
        await next.Started;
    }

    [Fact]
    public async Task Calls_that_share_no_file_run_side_by_side_and_others_one_after_the_other()
    {
        GatedTask seal = new(TaskTypes.PreCommit1, 1) { Files = Both, Key = "a" };
        GatedTask add = new(TaskTypes.AddPiece, 1) { Files = SectorFileType.Unsealed };
        GatedTask finalize = new(TaskTypes.Finalize, 1) { Files = SectorFileType.Cache, Key = "a" };
        GatedTask again = new(TaskTypes.PreCommit1, 1) { Files = Both, Key = "a" };
        foreach (GatedTask task in (GatedTask[])[seal, add, finalize, again]) await _scene.SubmitAsync(task);
        await Task.WhenAll(seal.Started, add.Started);
        Assert.False(finalize.Started.IsCompleted);
        seal.Release();
        await finalize.Started;
        // The second is equal to the first, but what came between changes the files behind that.
        Assert.False(again.Started.IsCompleted);
        Assert.False(seal.Cancelled.IsCompleted);
        finalize.Release();
        await again.Started;
    }

    [Fact]
    public async Task A_stop_interrupts_all_and_stores_no_result()
    {
        GatedTask task = new(TaskTypes.PreCommit2, 1) { Files = Both, Key = "a" }, same = new(TaskTypes.PreCommit2, 1) { Files = Both, Key = "a" };
        GatedTask other = new(TaskTypes.Finalize, 1) { Files = SectorFileType.Cache, Key = "a" };
        CallId[] calls = [await _scene.SubmitAsync(task), await _scene.SubmitAsync(same), await _scene.SubmitAsync(other)];
        await task.Started;
        await _scene.Runner.StopAsync(Patience.Limit);
        Assert.True(_scene.Runner.IsQuiet);
        Assert.All(calls, call => Assert.NotEqual(CallState.Finished, _scene.EntryOf(call).State));
    }

    [Fact]
    public async Task A_direct_caller_joins_and_the_run_ends_only_when_the_last_caller_goes()
    {
        using CancellationTokenSource gone = new(), goneToo = new();
        DirectTask task = new(), same = new();
        Task<byte[]> first = _scene.Runner.RunForCallerAsync(task, gone.Token);
        await task.Started.Task;
        Task<byte[]> second = _scene.Runner.RunForCallerAsync(same, goneToo.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(task.Token.IsCancellationRequested);
        task.Gate.SetResult([1, 2, 3]);
        Assert.Equal([1, 2, 3], await second);
        Assert.False(same.Started.Task.IsCompleted);

        DirectTask left = new();
        first = _scene.Runner.RunForCallerAsync(left, goneToo.Token);
        await left.Started.Task;
        await goneToo.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True(left.Token.IsCancellationRequested);
        Assert.True(_scene.Runner.IsQuiet);
    }

    [Fact]
    public async Task A_direct_call_is_a_job_that_an_operator_can_cancel()
    {
        DirectTask task = new();
        Task<byte[]> answer = _scene.Runner.RunForCallerAsync(task, CancellationToken.None);
        await task.Started.Task;
        Job job = Assert.Single(_scene.Runner.Jobs());
        JobReport report = job.Report();
        Assert.Equal((JobReport.RunningState, "PC1", 9UL, 3), (report.State, report.ShortTask, report.Sector, report.Partition));
        Assert.StartsWith("1000-9-", report.Call, StringComparison.Ordinal);
        _scene.Runner.Cancel(job.Entry.Call);
        await Assert.ThrowsAsync<CancelledCallException>(() => answer);
        Assert.True(task.Token.IsCancellationRequested);
        Assert.Empty(_scene.Runner.Jobs());
    }

    [Fact]
    public async Task A_stop_leaves_direct_calls_without_an_answer_so_that_a_miner_asks_another_worker()
    {
        DirectTask task = new();
        Task<byte[]> answer = _scene.Runner.RunForCallerAsync(task, CancellationToken.None);
        await task.Started.Task;
        await _scene.Runner.StopAsync(Patience.Limit);
        await Assert.ThrowsAsync<RpcUnansweredException>(() => answer);
        await Assert.ThrowsAsync<RpcUnansweredException>(() => _scene.Runner.RunForCallerAsync(new DirectTask(), CancellationToken.None));
    }

    /// <summary>Work with a result that the test gives.</summary>
    private sealed class DirectTask() : SealTask<byte[]>(TaskCatalog.PreCommit1)
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<byte[]> Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Token { get; private set; }

        public override SectorId Sector => new(1000, 9);

        public override int? Partition => 3;

        public override SectorFileType Writes => Both;

        public override string Parameters => "a";

        public override Task<byte[]> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
        {
            Token = cancellationToken;
            Started.SetResult();
            return Gate.Task.WaitAsync(cancellationToken);
        }
    }
}
