using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native.Interop;

/// <summary>Turns what the native functions return into faults.</summary>
internal static class NativeStatusFaults
{
    /// <summary>Does nothing for success.</summary>
    /// <exception cref="SealingBackendException">
    /// Anything else. Arguments were checked before, so a refused one means that program and library disagree: neither can be trusted.
    /// </exception>
    internal static void ThrowIfFailed(this NativeStatus status, BackendStage stage, string device)
    {
        if (status == NativeStatus.Ok) return;
        (FaultRemedy remedy, string reason) = status switch
        {
            NativeStatus.NoMemory => (FaultRemedy.Retry, "the native library found no memory"),
            NativeStatus.BadArgument => (FaultRemedy.Retire, "the native library refused an argument that this program holds for valid"),
            _ => (FaultRemedy.Retire, $"the native library returned the unknown status {(int)status}"),
        };
        throw new SealingBackendException(new BackendFault(stage, device, remedy, reason));
    }
}
