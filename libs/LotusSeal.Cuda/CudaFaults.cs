using LotusSeal.Sealing.Backends;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda;

/// <summary>What an error of the driver means for the backend.</summary>
internal static class CudaFaults
{
    /// <summary>Memory may be free again later; after any other error the device is left alone.</summary>
    public static BackendFault Of(CudaException exception, string device, BackendStage stage) => new(stage, device,
        exception.CudaError == CUResult.ErrorOutOfMemory ? FaultRemedy.Retry : FaultRemedy.Retire, exception.Message);

    /// <summary>A node that the processor computes differently.</summary>
    public static BackendFault Wrong(string node, string device, BackendStage stage) =>
        new(stage, device, FaultRemedy.Retire, $"{node} differs from what the processor computes");

    /// <summary>A failure that the driver or the device reported beside the work.</summary>
    public static BackendFault Seen(string reason, string device, BackendStage stage) => new(stage, device, FaultRemedy.Retire, reason);
}
