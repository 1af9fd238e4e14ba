using LotusSeal.Sealing.Backends;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>Fails the calls of some work one after the other, each in a run of its own, whichever call that is.</summary>
internal static class FailureSweep
{
    /// <summary>A usual run takes so many of the calls for an error, spread evenly; in a long one every call fails with one of the errors.</summary>
    private const int Sampled = 8;

    private static readonly CUResult[] All =
    [
        CUResult.ErrorOutOfMemory, CUResult.ErrorDeinitialized, CUResult.ErrorECCUncorrectable, CUResult.ErrorIllegalAddress,
        CUResult.ErrorLaunchTimeout, CUResult.ErrorHardwareStackError, CUResult.ErrorUnknown,
    ];

    /// <summary>Memory that is short or broken, a launch that does not fit, hangs, or goes astray, a device that is broken or gone.</summary>
    public static TheoryData<int> Errors => [.. All.Select(error => (int)error)];

    /// <summary>The work gives the right result, or ends with a fault that names device and call; nothing is left on the device.</summary>
    /// <param name="error">What the call returns.</param>
    /// <param name="find">Finds the device and makes a backend of it; calls of this do not fail.</param>
    /// <param name="work">Works with it and compares the result.</param>
    /// <returns>Calls that failed.</returns>
    public static int Run<TBackend>(int error, Func<TBackend> find, Action<TBackend> work)
        where TBackend : IDisposable
    {
        int calls = Calls(find, work), step = LongTests.AreWanted ? All.Length : Math.Max(All.Length, calls / Sampled), failed = 0;
        for (int nth = 1 + Array.IndexOf(All, (CUResult)error); nth <= calls; nth += step)
        {
            SimulatedDriver.Start();
            TBackend backend = find();
            SimulatedDriver.simulate_failure(SimulatedDriver.AnyCall, (uint)nth, error, 0);
            try
            {
                using (backend) work(backend);
            }
            catch (SealingBackendException exception)
            {
                string call = SimulatedDriver.FailedCall;
                Assert.Contains("Simulated GPU", exception.Fault.Device, StringComparison.Ordinal);
                // Once the device is lost, others who work on it may meet that first.
                if (error < (int)CUResult.ErrorIllegalAddress) Assert.Contains(call, exception.Fault.Reason, StringComparison.Ordinal);
                Assert.Equal(error == (int)CUResult.ErrorOutOfMemory ? FaultRemedy.Retry : FaultRemedy.Retire, exception.Fault.Remedy);
            }

            if (SimulatedDriver.FailedCall.Length > 0) failed++;
            Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
        }

        return failed;
    }

    private static int Calls<TBackend>(Func<TBackend> find, Action<TBackend> work)
        where TBackend : IDisposable
    {
        SimulatedDriver.Start();
        TBackend backend = find();
        uint before = SimulatedDriver.simulated_calls(SimulatedDriver.AnyCall);
        using (backend) work(backend);
        return (int)(SimulatedDriver.simulated_calls(SimulatedDriver.AnyCall) - before);
    }
}
