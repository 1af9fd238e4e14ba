using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Api;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class WorkerApiTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SectorRef Sector = new(new SectorId(1000, 1), RegisteredSealProof.StackedDrg2KiBV1_1);
    private readonly TemporaryFolder _folder = new();
    private FakeMiner _miner = null!;
    private RunningWorker _worker = null!;

    public async ValueTask InitializeAsync()
    {
        _miner = await FakeMiner.StartAsync();
        _worker = await RunningWorker.StartAsync(RunningWorker.Options(_miner, _folder["repo"]),
            environment: name => name == "DC_MAX_CONCURRENT" ? "1" : null);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_version_is_that_of_a_current_worker() => Assert.Equal(67328U, await _worker.Api.VersionAsync(None));

    [Fact]
    public async Task Only_tasks_that_can_be_done_are_offered()
    {
        Dictionary<string, EmptyObject>? tasks = await _worker.Api.TaskTypesAsync(None);
        Assert.Equal(["seal/v0/addpiece", "seal/v0/commit/1", "seal/v0/datacid", "seal/v0/download/sector", "seal/v0/fetch", "seal/v0/finalize",
            "seal/v0/finalize/replicaupdate", "seal/v0/finalizeunsealed", "seal/v0/precommit/1", "seal/v0/precommit/2",
            "seal/v0/provereplicaupdate/1", "seal/v0/regensectorkey", "seal/v0/replicaupdate", "seal/v0/unseal"],
            tasks!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_in_words()
    {
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => _worker.Api.SealCommit2Async(Sector, [1], None));
        Assert.Equal(1, error.Code);
        Assert.Contains("C2 (seal/v0/commit/2) cannot be done here: the parameters '", error.Message, StringComparison.Ordinal);
        Assert.Contains("'lotus-seal-worker proofs params fetch' brings them", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RpcException>(() => _worker.Api.ProveReplicaUpdate2Async(Sector, null, null, null, [], None));
        await Assert.ThrowsAsync<RpcException>(() => _worker.Api.GenerateWindowPoStAsync(5, 1000, [], 0, new byte[32], None));
        await Assert.ThrowsAsync<RpcException>(() => _worker.Api.TaskEnableAsync(TaskTypes.Commit2, None));
    }

    [Fact]
    public async Task Tasks_are_disabled_and_enabled()
    {
        await _worker.Api.TaskDisableAsync(TaskTypes.PreCommit1, None);
        Assert.DoesNotContain(TaskTypes.PreCommit1, (await _worker.Api.TaskTypesAsync(None))!.Keys);
        await _worker.Api.TaskEnableAsync(TaskTypes.PreCommit1, None);
        Assert.Contains(TaskTypes.PreCommit1, (await _worker.Api.TaskTypesAsync(None))!.Keys);
    }

    [Fact]
    public async Task A_disabled_worker_answers_heartbeats_with_an_error()
    {
        Guid session = await _worker.Api.SessionAsync(None);
        Assert.NotEqual(Guid.Empty, session);
        await _worker.Api.SetEnabledAsync(false, None);
        Assert.False(await _worker.Api.EnabledAsync(None));
        Assert.Equal("worker disabled", (await Assert.ThrowsAsync<RpcException>(() => _worker.Api.SessionAsync(None))).Message);
        Assert.Equal(session, await _worker.Api.ProcessSessionAsync(None));
        await _worker.Api.SetEnabledAsync(true, None);
        Assert.Equal(session, await _worker.Api.SessionAsync(None));
    }

    [Fact]
    public async Task After_a_shutdown_request_the_session_is_zero_and_no_work_is_taken()
    {
        // The grace is as long as this test may want to ask.
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(_miner, _folder["other"]),
            RunningWorker.Quick with { ShutdownGrace = Patience.Limit });
        await worker.Api.ShutdownAsync(None);
        await worker.Api.ShutdownAsync(None);
        await Patience.UntilAsync("the session is zero", async () => await worker.Api.SessionAsync(None) == Guid.Empty);
        Assert.Contains("stopping",
            (await Assert.ThrowsAsync<RpcException>(() => worker.Api.DataCidAsync(127, PieceReaders.Zero(127), None))).Message,
            StringComparison.Ordinal);
        Assert.False(worker.Ended.IsCompleted);
    }

    [Fact]
    public async Task After_the_grace_of_a_shutdown_request_the_worker_ends()
    {
        await _worker.Api.ShutdownAsync(None);
        await _worker.Ended.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Info_has_real_numbers()
    {
        WorkerInfo info = await _worker.Api.InfoAsync(None);
        Assert.Equal("w0", info.Hostname);
        Assert.InRange(info.Resources.MemPhysical, 1UL << 26, ulong.MaxValue);
        Assert.InRange(info.Resources.Cpus, 1UL, 4096UL);
        Assert.NotNull(info.Resources.Gpus);
        Assert.Equal(14, info.Resources.Resources!.Count);
    }

    [Fact]
    public async Task Paths_are_added_listed_and_detached()
    {
        string path = _folder["store"];
        StorageDescriptor.Create(path, new StorageDescriptor { Id = StorageDescriptor.NewId(), Weight = 5, CanStore = true });
        await _worker.Api.StorageAddLocalAsync(path, None);
        Assert.Contains(path, (await _worker.Api.StorageLocalAsync(None))!.Values);
        Assert.Contains(path, StorageConfig.Read(_folder["repo/storage.json"]).Folders);
        Assert.Contains("open already", (await Assert.ThrowsAsync<RpcException>(() => _worker.Api.StorageAddLocalAsync(path, None))).Message,
            StringComparison.Ordinal);
        await _worker.Api.StorageRedeclareLocalAsync(null, true, None);
        await _worker.Api.StorageDetachLocalAsync(path, None);
        Assert.DoesNotContain(path, StorageConfig.Read(_folder["repo/storage.json"]).Folders);
        await _worker.Api.StorageDetachAllAsync(None);
        Assert.Empty(await _worker.Api.PathsAsync(None) ?? []);
        Assert.Contains(_folder["repo"], StorageConfig.Read(_folder["repo/storage.json"]).Folders);
    }

    [Fact]
    public async Task No_more_tasks_run_at_once_than_the_resources_allow()
    {
        // Two push readers whose senders do not send yet: the second must not start before the first has ended.
        using SlowStream first = new(127), second = new(127);
        Task<CallId> one = _worker.Api.DataCidAsync(127, PieceReaders.Push(first), None),
            two = _worker.Api.DataCidAsync(127, PieceReaders.Push(second), None);
        CallId[] calls = await Task.WhenAll(one, two);
        await Patience.UntilAsync("one task runs and one is queued", async () =>
        {
            string jobs = await _worker.Http.GetStringAsync("/jobs");
            return jobs.Contains("\"running\"", StringComparison.Ordinal) && jobs.Contains("\"queued\"", StringComparison.Ordinal);
        });
        Task quiet = _worker.Api.WaitQuietAsync(None);
        // Later questions are answered while this one is held.
        for (int i = 0; i < 3; i++) await _worker.Api.SessionAsync(None);
        Assert.False(quiet.IsCompleted);
        first.Release();
        second.Release();
        foreach (CallId call in calls) Assert.Equal(128UL, (await _miner.ReturnOf(call)).Ok<PieceInfo>().Size);
        await quiet.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Heartbeats_are_answered_while_all_cores_are_busy()
    {
        using CancellationTokenSource stop = new();
        Thread[] load = [.. Enumerable.Range(0, Environment.ProcessorCount * 2).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested) Thread.SpinWait(1000);
        })
        { IsBackground = true })];
        foreach (Thread thread in load) thread.Start();
        try
        {
            for (int i = 0; i < 5; i++) await _worker.Api.SessionAsync(None).WaitAsync(Patience.Limit);
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    [Fact]
    public async Task Jobs_and_gpus_need_a_token_and_probes_do_not()
    {
        using HttpClient anonymous = new() { BaseAddress = _worker.Http.BaseAddress };
        Assert.Equal(401, (int)(await anonymous.GetAsync("/jobs")).StatusCode);
        Assert.Equal(401, (int)(await anonymous.GetAsync("/gpus")).StatusCode);
        Assert.Equal(401, (int)(await anonymous.GetAsync("/remote/stat/x")).StatusCode);
        Assert.Equal(200, (int)(await anonymous.GetAsync("/healthz")).StatusCode);
        Assert.Equal(200, (int)(await anonymous.GetAsync("/readyz")).StatusCode);
        Assert.Equal(200, (int)(await _worker.Http.GetAsync("/jobs")).StatusCode);
        Assert.Equal(200, (int)(await _worker.Http.GetAsync("/gpus")).StatusCode);
    }

    [Fact]
    public async Task Metrics_tell_calls_paths_and_the_connection()
    {
        await _miner.ReturnOf(await _worker.Api.DataCidAsync(127, PieceReaders.Zero(127), None));
        await Patience.UntilAsync("the call is counted", async () =>
            (await _worker.Http.GetStringAsync("/metrics")).Contains("lotusseal_calls_returned_total{task=\"DC\"} 1", StringComparison.Ordinal));
        HttpResponseMessage response = await _worker.Http.GetAsync("/metrics");
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("lotusseal_calls_accepted_total{task=\"DC\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("lotusseal_miner_connected 1\n", text, StringComparison.Ordinal);
        Assert.Contains("lotusseal_task_duration_seconds_count{outcome=\"ok\",task=\"DC\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE lotusseal_path_available_bytes gauge\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeMiner.Token, text, StringComparison.Ordinal);
    }

    /// <summary>Zero bytes that come only after <see cref="Release"/>.</summary>
    private sealed class SlowStream(int size) : Stream
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = size;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Release() => _released.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _released.Task.WaitAsync(cancellationToken);
            int count = Math.Min(_left, buffer.Length);
            buffer.Span[..count].Clear();
            _left -= count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
