namespace ManagedCuda.BasicTypes;

/// <summary>What a call of the driver returns; those values that this program meets or tells apart.</summary>
public enum CUResult
{
    /// <summary>No errors.</summary>
    Success = 0,

    /// <summary>A parameter is not in its range.</summary>
    ErrorInvalidValue = 1,

    /// <summary>Memory is short.</summary>
    ErrorOutOfMemory = 2,

    /// <summary>The driver was not initialised.</summary>
    ErrorNotInitialized = 3,

    /// <summary>The driver is being shut down.</summary>
    ErrorDeinitialized = 4,

    /// <summary>There is a stub in place of the driver's library.</summary>
    ErrorStubLibrary = 34,

    /// <summary>There is no device.</summary>
    ErrorNoDevice = 100,

    /// <summary>No such device.</summary>
    ErrorInvalidDevice = 101,

    /// <summary>A kernel image that the driver does not understand.</summary>
    ErrorInvalidImage = 200,

    /// <summary>No context, or one that was destroyed.</summary>
    ErrorInvalidContext = 201,

    /// <summary>No kernel image for this device.</summary>
    ErrorNoBinaryForGPU = 209,

    /// <summary>A memory error that the device could not correct.</summary>
    ErrorECCUncorrectable = 214,

    /// <summary>The compilation of PTX failed.</summary>
    ErrorInvalidPtx = 218,

    /// <summary>The PTX is newer than the driver.</summary>
    ErrorUnsupportedPtxVersion = 222,

    /// <summary>A named symbol is not there.</summary>
    ErrorNotFound = 500,

    /// <summary>Work is still going on; no error.</summary>
    ErrorNotReady = 600,

    /// <summary>A kernel touched memory that it must not touch.</summary>
    ErrorIllegalAddress = 700,

    /// <summary>A launch asks for more registers or shared memory than there are.</summary>
    ErrorLaunchOutOfResources = 701,

    /// <summary>A kernel took too long.</summary>
    ErrorLaunchTimeout = 702,

    /// <summary>The device's own stack broke in a kernel.</summary>
    ErrorHardwareStackError = 714,

    /// <summary>A kernel failed.</summary>
    ErrorLaunchFailed = 719,

    /// <summary>The device is not ready, for instance its fabric manager does not run.</summary>
    ErrorSystemNotReady = 802,

    /// <summary>The library and the kernel module have different versions.</summary>
    ErrorSystemDriverMismatch = 803,

    /// <summary>Unknown.</summary>
    ErrorUnknown = 999,
}
