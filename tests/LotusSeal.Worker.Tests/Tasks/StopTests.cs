using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>What fails while the worker stops is interrupted, not failed: the next start returns it as restarted.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly SectorRef Sector = new(new SectorId(1000, 5), RegisteredSealProof.StackedDrg2KiBV1_1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_a_result_counts_that_was_finished(bool finishes)
    {
        using CallStore store = CallStore.Open(_folder["calls.db"]);
        WorkerMetrics metrics = new();
        ResultDelivery delivery = new(store, new DeliverySettings(), metrics, NullLogger<ResultDelivery>.Instance);
        using TaskRunner runner = new(store, delivery, null!, ResourceTable.Load(_ => null), "w0", metrics, NullLogger<TaskRunner>.Instance);
        StoppedTask task = new(finishes);
        await runner.SubmitAsync(task);
        await task.Started.Task.WaitAsync(Patience.Limit);
        await runner.StopAsync(Patience.Limit);
        Assert.Equal(finishes ? CallState.Finished : CallState.Running, Assert.Single(store.List()).State);
    }

    [Fact]
    public async Task A_command_that_ends_before_the_worker_is_told_to_stop_was_interrupted_too()
    {
        // The clock of the wait stands still, so that the stop comes in time on any machine.
        TaskServices services = new(null!, null!, null!, null!, new PreCommit2Options(), null!, null!, null!, null!, NullLogger.Instance);
        ExternalPreCommit2 external = new($"touch '{_folder["ended"]}'; exit 143", services, new FakeTimeProvider());
        using CancellationTokenSource stop = new();
        Task<SealCommitments> running = external.RunAsync(Sector, Paths(), [], stop.Token);
        await Patience.UntilAsync("the command has run", () => File.Exists(_folder["ended"]));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_command_that_fails_by_itself_is_told_as_failed()
    {
        TaskServices services = new(null!, null!, null!, null!, new PreCommit2Options(), null!, null!, null!, null!, NullLogger.Instance);
        ExternalPreCommit2 external = new("echo no luck; exit 3", services);
        SealingException error = await Assert.ThrowsAsync<SealingException>(() => external.RunAsync(Sector, Paths(), [], default));
        Assert.Contains("ended with code 3: no luck", error.Message, StringComparison.Ordinal);
    }

    private SectorPaths Paths() => new(_folder["unsealed"], _folder["sealed"], _folder["cache"]);

    /// <summary>Breaks when the worker stops, as a command does that got the same signal; or ends well in that moment.</summary>
    private sealed class StoppedTask(bool finishes) : SealTask
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override TaskDefinition Definition => TaskCatalog.PreCommit2;

        public override SectorId Sector => new(1000, 1);

        public override async Task<RawJson?> RunToWireAsync(TaskServices services, IProgress<PhaseProgress> progress,
            CancellationToken cancellationToken)
        {
            Started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return finishes ? Definition.Zero : throw new SealingException("external PreCommit2 ended with code 143");
        }
    }
}
