using System.Runtime.InteropServices;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>nvmlMemory_t: bytes; what the driver reserves counts as used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory
{
    /// <summary>All of it.</summary>
    public ulong Total;

    /// <summary>What is free.</summary>
    public ulong Free;

    /// <summary>What is used.</summary>
    public ulong Used;
}
