using LotusSeal.Sealing.Backends;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>Ways in which calls of the driver fail: memory that is short, memory that is broken, a device that is lost.</summary>
internal static class DriverFailures
{
    public static TheoryData<string, int> Of(params string[] calls)
    {
        TheoryData<string, int> failures = [];
        foreach (string call in calls)
            foreach (CUResult error in (CUResult[])[CUResult.ErrorOutOfMemory, CUResult.ErrorECCUncorrectable, CUResult.ErrorLaunchFailed])
                failures.Add(call, (int)error);
        return failures;
    }

    /// <summary>A call that fails gives a fault that names device, stage and call, or the right rows; afterwards the device is opened anew.</summary>
    /// <param name="call">The call.</param>
    /// <param name="error">What it returns.</param>
    /// <param name="batch">Most nodes of a batch.</param>
    /// <param name="stage">The stage of the fault.</param>
    /// <param name="expected">The sum over the rows.</param>
    /// <param name="build">Computes it with a device.</param>
    public static void AssertFaultOrRows(
        string call, int error, int batch, BackendStage stage, ulong expected, Func<CudaSealingBackend, ulong> build)
    {
        // The first, a middle and a later time: opening the device, setting up and working use the same calls.
        foreach (uint nth in (uint[])[1, 4, 9])
        {
            SimulatedDriver.Start();
            using (CudaSealingBackend cuda = SimulatedDriver.Create(batch))
            {
                SimulatedDriver.simulate_failure(call, nth, error, 0);
                try
                {
                    Assert.Equal(expected, build(cuda));
                }
                catch (SealingBackendException exception)
                {
                    Assert.Equal((cuda.Name, stage), (exception.Fault.Device, exception.Fault.Stage));
                    // Once the device is lost, another lane may meet that first.
                    if (error != (int)CUResult.ErrorLaunchFailed) Assert.Contains(call, exception.Fault.Reason, StringComparison.Ordinal);
                    Assert.Equal(error == (int)CUResult.ErrorOutOfMemory ? FaultRemedy.Retry : FaultRemedy.Retire, exception.Fault.Remedy);
                }
                // The device is there again: the same builder opens it anew.
                SimulatedDriver.Start();
                Assert.Equal(expected, build(cuda));
            }
            Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
        }
    }
}
