namespace ManagedCuda.BasicTypes;

/// <summary>Numbers that a device is described by.</summary>
public enum CUDeviceAttribute
{
    /// <summary>Clock of the multiprocessors, kHz.</summary>
    ClockRate = 13,

    /// <summary>Number of multiprocessors.</summary>
    MultiProcessorCount = 16,

    /// <summary>Major part of the compute capability.</summary>
    ComputeCapabilityMajor = 75,

    /// <summary>Minor part of the compute capability.</summary>
    ComputeCapabilityMinor = 76,

    /// <summary>Most shared memory of a block that asks for it, bytes.</summary>
    MaxSharedMemoryPerBlockOptin = 97,
}
