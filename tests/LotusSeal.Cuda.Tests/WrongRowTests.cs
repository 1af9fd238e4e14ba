using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Native;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Cuda.Tests;

/// <summary>A launch that computes a row wrongly, of every kind in PreCommit2: the device is retired, and the sector's files are right.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class WrongRowTests
{
    private const int Batch = 16;

    /// <summary>Columns (2 layers), the replica, and rows of trees: within batches, and above them.</summary>
    public static TheoryData<string> Kernels => ["poseidon_2", "encode", "poseidon_8"];

    [Theory, MemberData(nameof(Kernels))]
    public void Every_launch_is_looked_at(string kernel)
    {
        for (uint nth = 1; ; nth++)
        {
            SimulatedDriver.Start();
            using CudaSealingBackend cuda = SimulatedDriver.Create(Batch);
            SimulatedDriver.simulate_wrong_result(kernel, nth, everyNode: true);
            if (Record.Exception(() => Assert.Equal(GeneratedReplica.Small.Expected, GeneratedReplica.Small.Build(cuda.Replicas!))) is not { } fault)
            {
                // Behind the last launch: one a batch, and of rows some more.
                Assert.True(nth > GeneratedReplica.Small.Plan.Nodes / Batch, $"launch {nth} of {kernel} was believed");
                return;
            }

            BackendFault found = Assert.IsType<SealingBackendException>(fault).Fault;
            Assert.Equal((cuda.Name, FaultRemedy.Retire), (found.Device, found.Remedy));
            Assert.Contains("differs from what the processor computes", found.Reason, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public async Task The_sector_goes_to_the_next_backend(string kernel)
    {
        SimulatedDriver.Start();
        using CudaSealingBackend cuda = SimulatedDriver.Create(Batch);
        NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _);
        using SealedSector sector = new(SectorVector.Load("16kib"), native!);
        await sector.PreCommit1Async();
        List<string> warnings = [];
        BackendPool pool = new([cuda, native!], warnings.Add);
        Assert.Equal(cuda.Name, pool.Selection.Phases[SealingPhase.PreCommit2]);
        SectorSealer sealer = new(pool, new SealingOptions { Threads = 2, RecordedCacheDirectory = sector.Vector.RecordedCache });
        SimulatedDriver.simulate_wrong_result(kernel, 3, everyNode: true);
        Assert.Equal(sector.Vector.Commitments, await sealer.PreCommit2Async(sector.Output, sector.Paths, null, SealedSector.Token));
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
        Assert.Contains("differs from what the processor computes", Assert.Single(warnings), StringComparison.Ordinal);
    }
}
