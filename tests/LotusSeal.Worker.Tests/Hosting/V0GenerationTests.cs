using System.Text.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>The worker under a miner of v0.3.0.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class V0GenerationTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_registers_by_WebSocket_and_again_when_the_miner_drops_it()
    {
        await using FakeV0Miner miner = await FakeV0Miner.StartAsync();
        await using RunningWorker worker = await StartAsync(miner);
        await Patience.UntilAsync("the worker is connected", () => miner.ConnectedUrls.Count == 1);
        Assert.True(miner.ConnectedUrls.TryPeek(out string? url));
        Assert.Equal($"ws://{worker.Daemon.Address.HostPort}/rpc/v0", url);
        Assert.Equal(768U, await miner.Worker.VersionAsync(None));
        Assert.Equal(["seal/v0/fetch", "seal/v0/precommit/1", "seal/v0/precommit/2"],
            (await miner.Worker.TaskTypesAsync(None))!.Keys.Order(StringComparer.Ordinal));
        int reports = miner.HealthReports;
        await Patience.UntilAsync("two intervals are over", () => miner.HealthReports >= reports + 3);
        Assert.Single(miner.ConnectedUrls);
        await miner.DropWorkerAsync();
        await Patience.UntilAsync("the worker is connected again", () => miner.ConnectedUrls.Count == 2);
        Assert.Equal("w0", (await miner.Worker.InfoAsync(None)).Hostname);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_miner_that_comes_back_at_another_port_is_followed_though_its_old_channel_looks_open(bool hasPaths)
    {
        await using FakeV0Miner first = await FakeV0Miner.StartAsync();
        Uri url = first.Url;
        using RecordedLog log = new();
        WorkerRunOptions options = RunningWorker.Options(new FakeMiner(), _folder["repo"]) with
        {
            FindMiner = () => RunningWorker.At(url)(),
            NoLocalStorage = !hasPaths,
        };
        await using RunningWorker worker = await RunningWorker.StartAsync(options, loggers: log);
        await Patience.UntilAsync("the worker is connected", () => first.ConnectedUrls.Count == 1);
        await first.VanishAsync();
        await Patience.UntilAsync("the worker misses its miner", () => !worker.Daemon.Link.IsReady, log.ToString);
        await using FakeV0Miner second = await FakeV0Miner.StartAsync();
        url = second.Url;
        await Patience.UntilAsync("the worker is connected to it", () => second.ConnectedUrls.Count == 1, log.ToString);
        await Patience.UntilAsync("the worker is ready", () => worker.Daemon.Link.IsReady, log.ToString);
        Assert.Single(log.LinesWith("The miner has another address or token now"));
        // It may ask the miner whose token it got, too.
        Assert.Equal("w0", (await second.Worker.InfoAsync(None)).Hostname);
    }

    [Fact]
    public async Task A_miner_that_dies_between_its_answer_and_its_channel_is_registered_with_again()
    {
        await using FakeV0Miner miner = await FakeV0Miner.StartAsync();
        miner.OpensNoChannel = true;
        await using RunningWorker worker = await StartAsync(miner);
        await Patience.UntilAsync("the miner answers", () => miner.ConnectedUrls.Count == 1);
        miner.OpensNoChannel = false;
        await Patience.UntilAsync("the worker registers again", () => miner.ConnectedUrls.Count == 2);
    }

    [Fact]
    public async Task Tasks_answer_with_their_result()
    {
        SectorId sector = new(1000, 2);
        await using FakeV0Miner miner = await FakeV0Miner.StartAsync();
        Directory.CreateDirectory(_folder["repo/unsealed"]);
        using (PartialFile unsealed = PartialFile.Create(_folder["repo/unsealed/s-t01000-2"], 2048)) unsealed.MarkAllocated(0, 2048);
        await using RunningWorker worker = await StartAsync(miner);
        await Patience.UntilAsync("the worker is connected", () => miner.ConnectedUrls.Count == 1);
        PieceInfo piece = new(2048, Cid.Parse("baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy"));
        byte[] output = await miner.Worker.SealPreCommit1Async(sector, new byte[32], [piece], None);
        using (JsonDocument json = JsonDocument.Parse(output))
            Assert.Equal("StackedDrg2KiBV1", json.RootElement.GetProperty("registered_proof").GetString());
        SectorCids cids = await miner.Worker.SealPreCommit2Async(sector, output, None);
        Assert.Equal(piece.PieceCid, cids.Unsealed);
        Assert.Contains("the parameters '",
            (await Assert.ThrowsAsync<RpcException>(() => miner.Worker.SealCommit2Async(sector, output, None))).Message, StringComparison.Ordinal);
        Assert.Contains("ticket",
            (await Assert.ThrowsAsync<RpcException>(() => miner.Worker.SealPreCommit1Async(sector, [1], [piece], None))).Message,
            StringComparison.Ordinal);
    }

    private Task<RunningWorker> StartAsync(FakeV0Miner miner) =>
        RunningWorker.StartAsync(RunningWorker.Options(new FakeMiner(), _folder["repo"]) with { FindMiner = RunningWorker.At(miner.Url) });
}
