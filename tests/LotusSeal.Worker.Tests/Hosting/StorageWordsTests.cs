using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>What the log says of storage: each change once, in words.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class StorageWordsTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task That_no_path_can_seal_is_said_once_until_one_can()
    {
        StorageDescriptor.Create(_folder["store"], new StorageDescriptor { Id = StorageDescriptor.NewId(), CanStore = true });
        StorageDescriptor.Create(_folder["seal"], new StorageDescriptor { Id = StorageDescriptor.NewId(), CanSeal = true });
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(
            RunningWorker.Options(miner, _folder["repo"]) with { NoLocalStorage = true }, loggers: _log);
        await worker.Api.StorageAddLocalAsync(_folder["store"], None);
        await miner.WaitForChecksAsync(3);
        string line = Assert.Single(_log.Of(WorkerEventIds.NoSealingPath));
        Assert.Contains("AP PC1 PC2 UNS", line, StringComparison.Ordinal);
        Assert.Contains("storage attach --init --seal", line, StringComparison.Ordinal);

        await worker.Api.StorageAddLocalAsync(_folder["seal"], None);
        await Patience.UntilAsync("it is said that one can seal", () => _log.Of(WorkerEventIds.SealingPathThere).Length == 1);
        await worker.Api.StorageDetachLocalAsync(_folder["seal"], None);
        await Patience.UntilAsync("it is said again", () => _log.Of(WorkerEventIds.NoSealingPath).Length == 2);
    }

    [Fact]
    public async Task A_worker_without_sealing_tasks_needs_no_path_that_can_seal()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]) with
        {
            NoLocalStorage = true,
            Tasks = new HashSet<string> { TaskTypes.Commit1, TaskTypes.Fetch },
        }, loggers: _log);
        await miner.WaitForChecksAsync(2);
        Assert.Empty(_log.Of(WorkerEventIds.NoSealingPath));
    }

    [Fact]
    public async Task A_file_that_nobody_has_is_no_error_and_leaves_no_stack()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]), loggers: _log);
        SectorRef sector = new(new SectorId(1000, 5), RegisteredSealProof.StackedDrg2KiBV1_1);
        // As Lotus asks before each unseal.
        SectorFileType update = SectorFileType.Update | SectorFileType.UpdateCache;
        Assert.NotNull((await miner.ReturnOf(await worker.Api.FetchAsync(sector, update, PathType.Sealing, AcquireMode.Copy, None))).Error);
        string line = Assert.Single(_log.Of(WorkerEventIds.TaskMissed));
        Assert.StartsWith("Information", line, StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, text => text.StartsWith("Error", StringComparison.Ordinal) || text.EndsWith("Exception]", StringComparison.Ordinal));
    }
}
