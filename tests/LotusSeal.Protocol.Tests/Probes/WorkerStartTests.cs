using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Probes;

/// <summary>What a worker does with a miner that it cannot work for (auth.md, auth.jsonl).</summary>
public sealed class WorkerStartTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>The numbers of the recorded fake miners: another patch, a later and an earlier minor version.</summary>
    [Theory]
    [InlineData(66817)]
    [InlineData(67072)]
    [InlineData(66560)]
    public async Task A_miner_of_another_version_ends_the_start(int version)
    {
        using TemporaryFolder folder = new();
        await using RecordedMinerServer miner = await RecordedMinerServer.StartAsync();
        miner.VersionJson = $"{{\"Version\":\"v1\",\"APIVersion\":{version},\"BlockDelay\":4,\"Agent\":\"lotus\"}}";
        await using WorkerUnderTest worker = Start(folder, miner);
        await worker.WaitForExitAsync();
        Assert.Contains("version", worker.Log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(miner.Log.Snapshot(), message => message.Rpc is "StorageAttach" or "WorkerConnect");
    }

    [Fact]
    public async Task A_token_that_may_only_read_ends_the_start_at_the_first_path()
    {
        using TemporaryFolder folder = new();
        await using RecordedMinerServer miner = await RecordedMinerServer.StartAsync(allowsOnlyReading: true);
        await using WorkerUnderTest worker = Start(folder, miner);
        await worker.WaitForExitAsync();
        Assert.Contains("missing permission to invoke 'StorageAttach'", worker.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(miner.Log.Snapshot(), message => message.Rpc == "WorkerConnect");
        Assert.DoesNotContain(miner.Token, worker.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_tried_again_every_second()
    {
        using TemporaryFolder folder = new();
        await using RecordedMinerServer miner = await RecordedMinerServer.StartAsync(refusesToken: true);
        await using WorkerUnderTest worker = Start(folder, miner);
        await miner.Log.WaitAsync("third Version", message => message is { Kind: MessageKind.HttpRequest, Rpc: "Version" }, Deadline, count: 3);
        long[] times = [.. miner.Log.Snapshot().Where(message => message is { Kind: MessageKind.HttpRequest, Rpc: "Version" })
            .Select(message => message.Time)];
        Assert.InRange(times[2] - times[1], 800, 3_000);
        Assert.False(worker.HasExited);
        Assert.DoesNotContain(miner.Token, worker.Log, StringComparison.Ordinal);
    }

    private static WorkerUnderTest Start(TemporaryFolder folder, RecordedMinerServer miner) =>
        new WorkerUnderTest(folder["worker"], WorkerUnderTest.FreeAddress(), miner).Start();
}
