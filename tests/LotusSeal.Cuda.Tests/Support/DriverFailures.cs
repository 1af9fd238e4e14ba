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
}
