using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests;

/// <summary>What an idle worker sends by the clock (protocol spec 4.2; connect-and-idle.jsonl).</summary>
public sealed class HeartbeatTests
{
    [Theory]
    [InlineData("Session")]
    [InlineData("StorageReportHealth")]
    public async Task An_idle_worker_calls_every_ten_seconds(string rpc)
    {
        using TemporaryFolder folder = new();
        await using RecordedMinerServer miner = await RecordedMinerServer.StartAsync();
        await using WorkerUnderTest worker = new WorkerUnderTest(folder["worker"], WorkerUnderTest.FreeAddress(), miner).Start();
        Message connect = await miner.Log.WaitAsync("WorkerConnect", message => message.Rpc == "WorkerConnect", TimeSpan.FromSeconds(40));
        Message[] calls = [];
        for (int count = 1; calls.Length < 2; count++)
        {
            await miner.Log.WaitAsync(rpc, message => message.Rpc == rpc && message.Sequence > connect.Sequence
                && message.Kind == MessageKind.HttpRequest, TimeSpan.FromSeconds(15), count);
            calls = [.. miner.Log.Snapshot().Where(message => message.Rpc == rpc && message.Sequence > connect.Sequence
                && message.Kind == MessageKind.HttpRequest)];
        }

        Assert.InRange(calls[1].Time - calls[0].Time, 9_000, 11_500);
        // A path takes part from its first report on, so that comes with the attachment (protocol spec M22).
        Assert.Contains(miner.Log.Snapshot(), message => message.Rpc == "StorageReportHealth" && message.Sequence < connect.Sequence);
    }
}
