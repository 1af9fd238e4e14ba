using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Cuda.Replicas;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Trees;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests;

[Collection(SimulatedDriver.Collection)]
public sealed class DeviceTests
{
    [Fact]
    public void Each_device_is_a_backend_with_name_and_place()
    {
        SimulatedDriver.Start(devices: 2);
        Assert.True(CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out string? reason));
        Assert.Null(reason);
        Assert.Equal(["cuda(Simulated GPU at 0000:01:00.0)", "cuda(Simulated GPU at 0000:02:00.0)"], gpus.Select(gpu => gpu.Name));
        Assert.Equal("Simulated GPU, 1 GiB, at 0000:02:00.0, GPU-10111213-1415-1617-1819-1a1b1c1d1e1f, compute capability 8.6, driver for CUDA 12.8",
            gpus[1].Device.ToString());
        Assert.All(gpus, gpu => Assert.True(CudaSealingBackend.IsName(gpu.Name)));
        Assert.False(CudaSealingBackend.IsName("native(sha-ni)"));
    }

    [Fact]
    public void Instances_of_one_card_have_names_of_their_own_with_the_profile()
    {
        SimulatedDriver.StartInstances("1g.10gb");
        Assert.True(CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out _));
        Assert.Equal(
        [
            "cuda(Simulated GPU MIG 1g.10gb at 0000:01:00.0, MIG-00010203-0405-0607-0809-0a0b0c0d0e0f)",
            "cuda(Simulated GPU MIG 1g.10gb at 0000:01:00.0, MIG-10111213-1415-1617-1819-1a1b1c1d1e1f)",
        ], gpus.Select(gpu => gpu.Name));
        Assert.StartsWith("Simulated GPU MIG 1g.10gb, 1 GiB, at 0000:01:00.0, MIG-", gpus[0].Device.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_a_device_says_so()
    {
        SimulatedDriver.Start(devices: 0);
        Assert.False(CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out string? reason));
        Assert.Empty(gpus);
        Assert.Equal("the driver shows no GPU", reason);
    }

    [Fact]
    public void A_driver_that_does_not_work_is_named_with_its_error()
    {
        SimulatedDriver.Start();
        SimulatedDriver.simulate_failure("cuInit", 1, (int)CUResult.ErrorSystemDriverMismatch, 0);
        Assert.False(CudaSealingBackend.TryCreate(out _, out string? reason));
        Assert.Equal("the NVIDIA driver does not work: cuInit: simulated (CUDA_ERROR_SIMULATED, 803)", reason);
    }

    [Fact]
    public void A_build_without_kernels_says_so()
    {
        SimulatedDriver.Start();
        KernelImage.Replacement = null;
        bool built = KernelImage.Exists;
        Assert.Equal(built, CudaSealingBackend.TryCreate(out _, out string? reason));
        if (!built) Assert.Contains("without kernels", reason, StringComparison.Ordinal);
        else
        {
            Assert.Contains(".entry poseidon_11", System.Text.Encoding.ASCII.GetString(KernelImage.Sealing.Read()), StringComparison.Ordinal);
            Assert.Contains(".entry add_segments_1", System.Text.Encoding.ASCII.GetString(KernelImage.Proofs.Read()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Batches_fit_the_memory_that_is_free()
    {
        const int Multiprocessors = 132;
        ReplicaPlan plan = new(11, 8, new TreeShape(8, 1UL << 27), new TreeShape(8, 1UL << 27, FirstStoredRow: 3), Threads: 16);
        SealingJob sector = JobOf(plan);
        MemoryPlan large = MemoryPlan.For(sector, Multiprocessors, 140UL << 30);
        Assert.Equal((16, 1 << 18, 5), (large.Lanes, large.Batch.Nodes, large.Batch.Rows));
        Assert.Equal(8, MemoryPlan.For(JobOf(plan with { Threads = 8 }), Multiprocessors, 140UL << 30).Lanes);
        Assert.Equal(4, MemoryPlan.For(JobOf(plan with { Threads = 1 }), Multiprocessors, 140UL << 30).Lanes);
        Assert.Equal(8, MemoryPlan.For(JobOf(plan with { BaseTrees = 1, TreeC = new TreeShape(8, 1UL << 24) }), Multiprocessors, 140UL << 30).Lanes);
        foreach (ulong free in (ulong[])[1UL << 30, 256UL << 20, 64UL << 20])
        {
            MemoryPlan fitting = MemoryPlan.For(sector, Multiprocessors, free);
            Assert.InRange((ulong)fitting.DeviceBytes, free / 10, free / 5 * 4);
        }
        Assert.Equal(64, MemoryPlan.For(sector, Multiprocessors, 0).Batch.Nodes);
        MemoryPlan small = MemoryPlan.For(JobOf(plan with { BaseTrees = 2, TreeC = new TreeShape(8, 64) }), Multiprocessors, 1UL << 30);
        Assert.Equal((2, 64), (small.Lanes, small.Batch.Nodes));
        GeneratedSector nodes = new();
        UpdatePlan update = new(8, plan.TreeRLast, new UpdateFactors([Fr.One], runLog2: 30), Threads: 16);
        MemoryPlan ofUpdate = MemoryPlan.For(new UpdateJob(update, nodes, nodes), Multiprocessors, 140UL << 30);
        Assert.Equal((16, 1 << 19, 5), (ofUpdate.Lanes, ofUpdate.Batch.Nodes, ofUpdate.Batch.Rows));
        Assert.InRange(ofUpdate.DeviceBytes, large.DeviceBytes / 3, large.DeviceBytes);
    }

    [Fact]
    public void A_batch_lies_in_memory_row_after_row()
    {
        BatchLayout layout = new(Inputs: 3, Kinds: 2, Nodes: 128);
        Assert.Equal((3, 128, 16, 2), (layout.Rows, layout.RowLength(0), layout.RowLength(1), layout.RowLength(2)));
        Assert.Equal((0, 128 * 32), (layout.RowOffset(0), layout.RowOffset(0, kind: 1)));
        Assert.Equal((256 * 32, 272 * 32), (layout.RowOffset(1), layout.RowOffset(1, kind: 1)));
        Assert.Equal((3 * 128 * 32, 2 * 146 * 32), (layout.InputBytes, layout.OutputBytes));
    }

    [Fact]
    public void Rates_are_measured()
    {
        SimulatedDriver.Start();
        Assert.Equal(176_188, DeviceRates.WideProductsOf(11));
        using DeviceRates rates = new(CudaDeviceInfo.FindAll()[0]);
        HashRate rate = rates.Hashes(2, 1e12);
        // Every launch of the double takes a millisecond.
        Assert.Equal(2 * 4 * 128 * 8 / 0.001, rate.PerSecond, tolerance: 10);
        Assert.Equal((2, 110, 2), (rate.Arity, rate.Registers, rate.BlocksOfMultiprocessor));
    }

    private static SealingJob JobOf(ReplicaPlan plan)
    {
        GeneratedSector nodes = new();
        return new SealingJob(plan, nodes, nodes);
    }
}
