using LotusSeal.Cuda.Tests.Support;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests;

/// <summary>Whichever call of the driver fails, and whatever it answers, PreCommit2 gives the right rows or a fault.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class EveryCallTests
{
    private const int Batch = 16;

    public static TheoryData<int> Errors => FailureSweep.Errors;

    [Theory, MemberData(nameof(Errors))]
    public void PreCommit2_is_right_or_refused_whichever_call_fails(int error) => Assert.True(FailureSweep.Run(
        error, () => SimulatedDriver.Create(Batch),
        cuda => Assert.Equal(GeneratedReplica.Small.Expected, GeneratedReplica.Small.Build(cuda.Replicas!))) > 5);

    [Fact]
    public void Devices_are_found_or_there_is_a_reason_whichever_call_fails()
    {
        SimulatedDriver.Start(devices: 2);
        Assert.True(CudaSealingBackend.TryCreate(out _, out _));
        uint calls = SimulatedDriver.simulated_calls(SimulatedDriver.AnyCall);
        for (uint nth = 1; nth <= calls; nth++)
        {
            SimulatedDriver.Start(devices: 2);
            SimulatedDriver.simulate_failure(SimulatedDriver.AnyCall, nth, (int)CUResult.ErrorUnknown, 0);
            Assert.False(CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> found, out string? reason));
            Assert.Empty(found);
            Assert.Equal($"the NVIDIA driver does not work: {SimulatedDriver.FailedCall}: simulated (CUDA_ERROR_SIMULATED, 999)", reason);
        }

        Assert.True(calls > 10);
    }

    [Theory, InlineData(CUResult.ErrorInvalidPtx), InlineData(CUResult.ErrorUnsupportedPtxVersion), InlineData(CUResult.ErrorNoBinaryForGPU)]
    public void A_driver_that_cannot_compile_the_kernels_is_a_fault_with_its_error(CUResult error)
    {
        SimulatedDriver.Start();
        using CudaSealingBackend cuda = SimulatedDriver.Create(Batch);
        SimulatedDriver.simulate_failure("cuModuleLoadData", 1, (int)error, 0);
        Exception failed = Assert.ThrowsAny<Exception>(() => GeneratedReplica.Small.Build(cuda.Replicas!));
        Assert.Contains($"cuModuleLoadData: simulated (CUDA_ERROR_SIMULATED, {(int)error})", failed.Message, StringComparison.Ordinal);
        Assert.IsType<CudaException>(failed.InnerException);
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }

    /// <summary>All that is there, much more than there is, nothing.</summary>
    [Theory, InlineData(1UL << 20, 1UL << 40), InlineData(1UL << 20, 0), InlineData(1UL << 30, 0), InlineData(1UL << 30, 1UL << 40)]
    public void Rows_are_right_whatever_the_driver_says_of_its_memory(ulong memory, ulong told)
    {
        SimulatedDriver.Start(memory: memory);
        SimulatedDriver.simulate_free_memory((nuint)told);
        using (CudaSealingBackend cuda = SimulatedDriver.Create())
            Assert.Equal(GeneratedReplica.Large.Expected, GeneratedReplica.Large.Build(cuda.Replicas!));
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }
}
