using System.Runtime.InteropServices;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>nvmlEventData_t of version 2.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlEventData
{
    /// <summary>Stands in the place of an instance where an event is the whole device's.</summary>
    public const uint NoInstance = uint.MaxValue;

    /// <summary>The device, never an instance of it.</summary>
    public nint Device;

    /// <summary>One bit: what kind of event.</summary>
    public ulong Type;

    /// <summary>The number of an Xid error.</summary>
    public ulong Data;

    /// <summary>The GPU instance that it happened in.</summary>
    public uint GpuInstance;

    /// <summary>The compute instance.</summary>
    public uint ComputeInstance;
}
