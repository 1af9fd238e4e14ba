using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests;

/// <summary>What an idle worker sends by the clock (protocol spec 4.2; connect-and-idle.jsonl).</summary>
public sealed class HeartbeatTests
{
    /// <summary>How much too early the timers of two processes may be.</summary>
    private const long TimerMilliseconds = 100;

    [Fact]
    public async Task An_idle_worker_asks_for_the_session_every_ten_seconds_and_not_more_often()
    {
        using TemporaryFolder folder = new();
        await using RecordedMinerServer miner = await RecordedMinerServer.StartAsync();
        await using WorkerUnderTest worker = new WorkerUnderTest(folder["worker"], WorkerUnderTest.FreeAddress(), miner).Start();
        Message connect = await miner.Log.WaitAsync("WorkerConnect", message => message.Rpc == "WorkerConnect");
        Message answer = await miner.Log.WaitAsync("answer to Session", message =>
            message is { Rpc: "Session", Kind: MessageKind.HttpResponse } && message.Sequence > connect.Sequence);
        Message next = await miner.Log.WaitAsync("next Session", message =>
            message is { Rpc: "Session", Kind: MessageKind.HttpRequest } && message.Sequence > answer.Sequence);
        // The answer's time is taken before it is sent: however late the worker or this test gets its turn, the interval cannot be over sooner.
        Assert.InRange(next.Time - answer.Time, 10_000 - TimerMilliseconds, long.MaxValue);
    }

    [Fact]
    public async Task An_idle_worker_reports_the_health_of_its_path_every_ten_seconds_and_not_more_often()
    {
        using TemporaryFolder folder = new();
        await using RecordedMinerServer miner = await RecordedMinerServer.StartAsync();
        await using WorkerUnderTest worker = new WorkerUnderTest(folder["worker"], WorkerUnderTest.FreeAddress(), miner).Start();
        Message connect = await miner.Log.WaitAsync("WorkerConnect", message => message.Rpc == "WorkerConnect");
        Message attached = await miner.Log.WaitAsync("answer to StorageAttach",
            message => message is { Rpc: "StorageAttach", Kind: MessageKind.HttpResponse });
        Message second = await miner.Log.WaitAsync("second StorageReportHealth", message =>
            message is { Rpc: "StorageReportHealth", Kind: MessageKind.HttpRequest } && message.Sequence > connect.Sequence, 2);
        // The reports follow a timer that starts after the attachment, so a late first one does not shift the second.
        Assert.InRange(second.Time - attached.Time, 20_000 - TimerMilliseconds, long.MaxValue);
        // A path takes part from its first report on, so that comes with the attachment (protocol spec M22).
        Assert.Contains(miner.Log.Snapshot(), message => message.Rpc == "StorageReportHealth" && message.Sequence < connect.Sequence);
    }
}
