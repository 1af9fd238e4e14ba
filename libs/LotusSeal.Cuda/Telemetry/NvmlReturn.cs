namespace LotusSeal.Cuda.Telemetry;

/// <summary>What a call of NVML returns; those values that this program tells apart.</summary>
internal enum NvmlReturn
{
    /// <summary>No errors.</summary>
    Success = 0,

    /// <summary>The device does not have this number.</summary>
    NotSupported = 3,

    /// <summary>The process may not read it.</summary>
    NoPermission = 4,

    /// <summary>There is no such device.</summary>
    NotFound = 6,

    /// <summary>Nothing happened in the time that was given.</summary>
    Timeout = 10,

    /// <summary>The device has fallen off the bus.</summary>
    GpuIsLost = 15,

    /// <summary>The device must be reset before it is used again.</summary>
    ResetRequired = 16,

    /// <summary>Anything else.</summary>
    Unknown = 999,
}
