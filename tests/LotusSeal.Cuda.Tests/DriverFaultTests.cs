using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Native;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests;

/// <summary>Every call of the driver failing: the work is refused with a fault or right, never wrong, and nothing is left behind.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class DriverFaultTests
{
    private const int Batch = 16;

    private static readonly string[] Calls =
    [
        "cuInit", "cuDeviceGet", "cuDevicePrimaryCtxRetain", "cuCtxSetCurrent", "cuMemGetInfo_v2", "cuModuleLoadData", "cuModuleGetFunction",
        "cuFuncSetAttribute", "cuLaunchKernel", "cuMemAlloc_v2", "cuMemHostAlloc", "cuMemcpyHtoD_v2", "cuMemcpyHtoDAsync_v2",
        "cuMemcpyDtoHAsync_v2", "cuStreamCreate", "cuEventCreate", "cuEventRecord", "cuEventQuery",
    ];

    public DriverFaultTests() => SimulatedDriver.Start();

    public static TheoryData<string, int> Failures => DriverFailures.Of(Calls);

    [Theory, MemberData(nameof(Failures))]
    public void A_call_that_fails_gives_a_fault_or_the_right_rows(string call, int error) => DriverFailures.AssertFaultOrRows(
        call, error, Batch, BackendStage.Replica, GeneratedReplica.Small.Expected, cuda => GeneratedReplica.Small.Build(cuda.Replicas!));

    [Fact]
    public void Memory_that_is_short_halves_the_batch()
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create();
        // The first three are the constants.
        SimulatedDriver.simulate_failure("cuMemAlloc_v2", 5, (int)CUResult.ErrorOutOfMemory, 0);
        Assert.Equal(GeneratedReplica.Large.Expected, GeneratedReplica.Large.Build(cuda.Replicas!));
        // The second of the first lane failed; then two lanes with half the nodes.
        Assert.Equal(3U + 2 + 2 * 2, SimulatedDriver.simulated_calls("cuMemAlloc_v2"));
    }

    [Fact]
    public void Pinned_memory_that_stays_short_is_a_fault_to_try_again()
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create();
        SimulatedDriver.simulate_failure("cuMemHostAlloc", 1, (int)CUResult.ErrorOutOfMemory, 1);
        SealingBackendException exception = Assert.Throws<SealingBackendException>(() => GeneratedReplica.Small.Build(cuda.Replicas!));
        Assert.Equal(FaultRemedy.Retry, exception.Fault.Remedy);
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }

    [Fact]
    public void A_wrong_node_that_is_looked_at_retires_the_device()
    {
        SealingBackendException? found = null;
        // The root of a batch is one of two nodes of its row, so each try finds it with one half.
        for (int attempt = 0; found is null && attempt < 100; attempt++)
        {
            using CudaSealingBackend cuda = SimulatedDriver.Create();
            SimulatedDriver.simulate_wrong_result("poseidon_8", 2);
            found = Record.Exception(() => GeneratedReplica.Small.Build(cuda.Replicas!)) as SealingBackendException;
        }
        Assert.Equal(FaultRemedy.Retire, found!.Fault.Remedy);
        Assert.Contains("differs from what the processor computes", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_with_wrong_known_answers_is_not_used()
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create();
        SimulatedDriver.simulate_wrong_result("encode", 1);
        Assert.Equal(FaultRemedy.Retire, KnownAnswers.FindFault(cuda)!.Remedy);
    }

    [Fact]
    public async Task A_device_that_is_lost_in_the_middle_leaves_the_sector_to_the_next_backend()
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create(largestBatch: 16);
        NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _);
        using SealedSector sector = new(SectorVector.Load("16kib"), native!);
        await sector.PreCommit1Async();
        List<string> warnings = [];
        BackendPool pool = new([cuda, native!], warnings.Add);
        Assert.Equal(cuda.Name, pool.Selection.Phases[SealingPhase.PreCommit2]);
        SectorSealer sealer = new(pool, new SealingOptions { Threads = 2, RecordedCacheDirectory = sector.Vector.RecordedCache });
        SimulatedDriver.simulate_failure("cuLaunchKernel", 20, (int)CUResult.ErrorLaunchFailed, 0);
        Assert.Equal(sector.Vector.Commitments, await sealer.PreCommit2Async(sector.Output, sector.Paths, null, SealedSector.Token));
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
        Assert.Equal(native!.Name, pool.Selection.Phases[SealingPhase.PreCommit2]);
        Assert.Contains(cuda.Name, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_is_seen_failing_in_the_middle_leaves_the_sector_to_the_next_backend()
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create(largestBatch: 16);
        NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _);
        using SealedSector sector = new(SectorVector.Load("16kib"), native!);
        await sector.PreCommit1Async();
        List<string> warnings = [];
        BackendPool pool = new([cuda, native!], warnings.Add);
        Assert.Equal(cuda.Name, pool.Selection.Phases[SealingPhase.PreCommit2]);
        SectorSealer sealer = new(pool, new SealingOptions { Threads = 2, RecordedCacheDirectory = sector.Vector.RecordedCache });
        FirstReport progress = new(() => Assert.True(pool.Report(SealingPhase.PreCommit2, cuda, cuda.Condemn("the driver reports Xid 48"))));
        Assert.Equal(sector.Vector.Commitments, await sealer.PreCommit2Async(sector.Output, sector.Paths, progress, SealedSector.Token));
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
        Assert.Equal(native!.Name, pool.Selection.Phases[SealingPhase.PreCommit2]);
        Assert.Equal($"{cuda.Name} failed in the replica's trees: the driver reports Xid 48. {cuda.Name} is retired until the process is started "
            + $"again; PreCommit2 goes on with {native.Name}.", Assert.Single(warnings));
        // Whoever still holds it gets no row from it either.
        Assert.Throws<SealingBackendException>(() => GeneratedReplica.Small.Build(cuda.Replicas!));
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }

    [Fact]
    public void Rows_of_a_device_that_is_seen_failing_do_not_count()
    {
        using CancellationTokenSource seen = new();
        using CudaSealingBackend cuda = SimulatedDriver.Create(Batch);
        using CancellationTokenRegistration condemned = seen.Token.Register(() => cuda.Condemn("the driver reports Xid 48"));
        // Condemns the device at the first row that is handed over.
        CancellingSource source = new(seen);
        SealingBackendException exception = Assert.Throws<SealingBackendException>(
            () => cuda.Replicas!.Build(GeneratedReplica.Small.Plan, source, source, TestContext.Current.CancellationToken));
        Assert.Equal(new BackendFault(BackendStage.Replica, cuda.Name, FaultRemedy.Retire, "the driver reports Xid 48"), exception.Fault);
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }

    [Fact]
    public void A_cancelled_sector_gives_everything_back()
    {
        using CancellationTokenSource stop = new();
        using (CudaSealingBackend cuda = SimulatedDriver.Create(Batch))
        {
            CancellingSource source = new(stop);
            Assert.ThrowsAny<OperationCanceledException>(() => cuda.Replicas!.Build(GeneratedReplica.Small.Plan, source, source, stop.Token));
        }
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }

    /// <summary>Acts at the first report of progress.</summary>
    private sealed class FirstReport(Action act) : IProgress<PhaseProgress>
    {
        private int _reports;

        public void Report(PhaseProgress value)
        {
            if (Interlocked.Increment(ref _reports) == 1) act();
        }
    }
}
