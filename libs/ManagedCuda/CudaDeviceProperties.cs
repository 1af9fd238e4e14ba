using ManagedCuda.BasicTypes;

namespace ManagedCuda;

/// <summary>What the driver says of a device.</summary>
public sealed class CudaDeviceProperties
{
    /// <summary>The product's name.</summary>
    public required string DeviceName { get; init; }

    /// <summary>The identifier that goes with the device.</summary>
    public required CUuuid Uuid { get; init; }

    /// <summary>The PCI address, <c>domain:bus:device.function</c> in hexadecimal.</summary>
    public required string PCIBusId { get; init; }

    /// <summary>Memory, bytes.</summary>
    public required SizeT TotalGlobalMemory { get; init; }

    /// <summary>Number of multiprocessors.</summary>
    public required int MultiProcessorCount { get; init; }

    /// <summary>Clock of the multiprocessors, kHz.</summary>
    public required int ClockRate { get; init; }

    /// <summary>The compute capability.</summary>
    public required Version ComputeCapability { get; init; }

    /// <summary>Most shared memory of a block that asks for it, bytes.</summary>
    public required int SharedMemoryPerBlockOptin { get; init; }
}
