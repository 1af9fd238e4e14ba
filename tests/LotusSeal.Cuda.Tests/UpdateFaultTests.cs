using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Native;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.Updates;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests;

/// <summary>Every call of the driver failing in an update: it is refused with a fault or right, never wrong, and nothing is left behind.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class UpdateFaultTests
{
    private const int Batch = 16;

    public UpdateFaultTests() => SimulatedDriver.Start();

    public static TheoryData<string, int> Failures => DriverFailures.Of("cuCtxSetCurrent", "cuModuleGetFunction", "cuLaunchKernel",
        "cuMemAlloc_v2", "cuMemHostAlloc", "cuMemcpyHtoD_v2", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2", "cuEventRecord", "cuEventQuery");

    [Theory, MemberData(nameof(Failures))]
    public void A_call_that_fails_gives_a_fault_or_the_right_rows(string call, int error) => DriverFailures.AssertFaultOrRows(
        call, error, Batch, BackendStage.Update, GeneratedReplica.Small.ExpectedUpdate, cuda => GeneratedReplica.Small.Build(cuda.Updates!));

    [Fact]
    public void Memory_that_is_short_halves_the_batch()
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create();
        // The first three are the constants of hashes, the next the factors.
        SimulatedDriver.simulate_failure("cuMemAlloc_v2", 6, (int)CUResult.ErrorOutOfMemory, 0);
        Assert.Equal(GeneratedReplica.Large.ExpectedUpdate, GeneratedReplica.Large.Build(cuda.Updates!));
        // The third of the first lane failed; then two lanes with half the nodes.
        Assert.Equal(3U + 3 + 2 * 3, SimulatedDriver.simulated_calls("cuMemAlloc_v2"));
    }

    [Theory, InlineData("encode_update"), InlineData("poseidon_8")]
    public void A_wrong_node_that_is_looked_at_retires_the_device(string kernel)
    {
        SealingBackendException? found = null;
        // Of a row of two one node is looked at, of the leaves of a batch one of sixteen.
        for (int attempt = 0; found is null && attempt < 1000; attempt++)
        {
            using CudaSealingBackend cuda = SimulatedDriver.Create(Batch);
            SimulatedDriver.simulate_wrong_result(kernel, 2);
            found = Record.Exception(() => GeneratedReplica.Small.Build(cuda.Updates!)) as SealingBackendException;
        }
        Assert.Equal((BackendStage.Update, FaultRemedy.Retire), (found!.Fault.Stage, found.Fault.Remedy));
        Assert.Contains("differs from what the processor computes", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_with_a_wrong_answer_to_an_update_is_not_used()
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create();
        SimulatedDriver.simulate_wrong_result("encode_update", 1);
        BackendFault fault = KnownAnswers.FindFault(cuda)!;
        Assert.Equal((BackendStage.Update, FaultRemedy.Retire), (fault.Stage, fault.Remedy));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_device_that_is_lost_or_seen_failing_in_the_middle_leaves_the_update_to_the_next_backend(bool seen)
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create(Batch);
        NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _);
        using UpdateFolder sector = new();
        List<string> warnings = [];
        BackendPool pool = new([cuda, native!], warnings.Add);
        Assert.Equal(cuda.Name, pool.Selection.Phases[SealingPhase.Update]);
        SectorUpdater updater = new(pool, new SealingOptions { Threads = 2 });
        if (!seen) SimulatedDriver.simulate_failure("cuLaunchKernel", 7, (int)CUResult.ErrorLaunchFailed, 0);
        FirstBatch progress = new(() =>
        {
            if (seen) Assert.True(pool.Report(SealingPhase.Update, cuda, cuda.Condemn("the driver reports Xid 48")));
        });
        Assert.Equal(sector.Vector.Statement.New,
            await updater.EncodeAsync(sector.Key, sector.Files, sector.Unsealed, sector.Vector.Pieces, progress, UpdateFolder.Token));
        sector.AssertIsTheReference();
        Assert.Equal(native!.Name, pool.Selection.Phases[SealingPhase.Update]);
        Assert.EndsWith($"Update goes on with {native.Name}.", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Throws<SealingBackendException>(() => new BackendPool([cuda]).For(SealingPhase.Update));
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }

    [Fact]
    public void A_cancelled_update_gives_everything_back()
    {
        using CancellationTokenSource stop = new();
        using (CudaSealingBackend cuda = SimulatedDriver.Create(Batch))
        {
            CancellingSource source = new(stop);
            Assert.ThrowsAny<OperationCanceledException>(() => cuda.Updates!.Build(GeneratedReplica.Small.Update, source, source, stop.Token));
        }
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }

    [Fact]
    public async Task PreCommit2_and_an_update_take_turns_on_a_device()
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create(Batch);
        using ManualResetEventSlim goOn = new(), reading = new();
        WaitingSource source = new(reading, goOn);
        Task<ulong> sealing = Task.Run(() =>
        {
            cuda.Replicas!.Build(GeneratedReplica.Small.Plan, source, source.Sector, TestContext.Current.CancellationToken);
            return source.Sector.Sum;
        }, TestContext.Current.CancellationToken);
        reading.Wait(TestContext.Current.CancellationToken);
        using CancellationTokenSource impatient = new();
        Task waiting = Task.Run(() => cuda.Updates!.Build(GeneratedReplica.Small.Update, source.Sector, source.Sector, impatient.Token),
            TestContext.Current.CancellationToken);
        // It waits for its turn, and can be cancelled there.
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        goOn.Set();
        Assert.Equal(GeneratedReplica.Small.Expected, await sealing);
        Assert.Equal(GeneratedReplica.Small.ExpectedUpdate, GeneratedReplica.Small.Build(cuda.Updates!));
    }

    /// <summary>Acts at the first report of the second step.</summary>
    private sealed class FirstBatch(Action act) : IProgress<PhaseProgress>
    {
        private int _reports;

        public void Report(PhaseProgress value)
        {
            if (value.Step != "tree-d" && Interlocked.Increment(ref _reports) == 1) act();
        }
    }

    /// <summary>A generated sector whose data is not there until somebody says so.</summary>
    private sealed class WaitingSource(ManualResetEventSlim reading, ManualResetEventSlim goOn) : IReplicaSource
    {
        public Checks.GeneratedSector Sector { get; } = new();

        public void ReadLayer(int layer, ulong firstNode, Span<byte> labels) => Sector.ReadLayer(layer, firstNode, labels);

        public void ReadData(ulong firstNode, Span<byte> data)
        {
            reading.Set();
            goOn.Wait(TestContext.Current.CancellationToken);
            Sector.ReadData(firstNode, data);
        }
    }
}
