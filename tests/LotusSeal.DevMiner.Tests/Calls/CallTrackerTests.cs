using LotusSeal.DevMiner.Calls;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Tests.Calls;

/// <summary>Returns and calls in every order, and across restarts (protocol spec 4.6).</summary>
public sealed class CallTrackerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_Return_before_its_call_id_is_known_is_kept()
    {
        CallTracker calls = Open();
        CallId call = NewCall();
        calls.Return(call, null, null);
        Assert.Equal([call.ToString()], calls.EarlyReturns());
        Assert.Null((await calls.WaitCallAsync(call, default)).Error);
        Assert.Empty(calls.EarlyReturns());

        CallId work = NewCall();
        calls.Return(work, new byte[] { 1 }, null);
        Assert.True(calls.TryBegin("k", TaskTypes.PreCommit1));
        calls.Started("k", work, "host");
        Assert.Equal([1], (await calls.WaitWorkAsync("k", default)).Get<byte[]>());
        Assert.Empty(calls.RunningWork());
    }

    [Fact]
    public void A_second_Return_is_refused_with_the_texts_of_Lotus()
    {
        CallTracker calls = Open();
        CallId unknown = NewCall();
        calls.Return(unknown, null, null);
        Assert.Equal("callRes channel already has a response", Assert.Throws<RpcException>(() => calls.Return(unknown, null, null)).Message);

        CallId work = NewCall();
        calls.TryBegin("k", TaskTypes.PreCommit1);
        calls.Started("k", work, "host");
        calls.Return(work, null, new CallError(SealErrorCode.Unknown, "x"));
        Assert.Equal($"result for call {work} already reported", Assert.Throws<RpcException>(() => calls.Return(work, null, null)).Message);
    }

    [Fact]
    public async Task Running_work_survives_a_restart_and_started_or_done_work_does_not()
    {
        CallTracker before = Open();
        CallId running = NewCall(), done = NewCall();
        before.TryBegin("started", TaskTypes.PreCommit2);
        before.TryBegin("running", TaskTypes.PreCommit1);
        before.Started("running", running, "host");
        before.TryBegin("done", TaskTypes.Commit1);
        before.Started("done", done, "host");
        before.Return(done, null, null);

        CallTracker after = Open();
        Assert.True(after.TryBegin("started", TaskTypes.PreCommit2));
        Assert.True(after.TryBegin("done", TaskTypes.Commit1));
        Assert.False(after.TryBegin("running", TaskTypes.PreCommit1));
        (WorkRecord record, bool returned) = Assert.Single(after.RunningWork());
        Assert.Equal((running, "host", false), (record.Call, record.Hostname, returned));
        after.Return(running, new byte[] { 9 }, null);
        Assert.Equal([9], (await after.WaitWorkAsync("running", default)).Get<byte[]>());
        Assert.True(Open().TryBegin("running", TaskTypes.PreCommit1));
    }

    [Fact]
    public void Unfinished_work_can_be_forgotten_at_start()
    {
        CallTracker before = Open();
        before.TryBegin("running", TaskTypes.PreCommit1);
        before.Started("running", NewCall(), "host");
        Assert.True(new CallTracker(_folder["work.json"], TimeProvider.System, abortUnfinished: true)
            .TryBegin("running", TaskTypes.PreCommit1));
    }

    [Fact]
    public void Long_parameters_become_a_hash_in_the_key()
    {
        Assert.Equal("seal/v0/precommit/1([[1]])", CallTracker.WorkKey(TaskTypes.PreCommit1, "[[1]]"));
        Assert.Matches("^seal/v0/provereplicaupdate/2\\([0-9a-f]{64}\\)$", CallTracker.WorkKey(TaskTypes.ProveReplicaUpdate2, new string('x', 257)));
    }

    private CallTracker Open() => new(_folder["work.json"], TimeProvider.System, abortUnfinished: false);

    private static CallId NewCall() => new(new SectorId(1000, 9), Guid.NewGuid());
}
