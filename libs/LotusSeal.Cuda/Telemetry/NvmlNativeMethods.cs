using System.Runtime.InteropServices;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>Functions of NVML, by their names in libnvidia-ml.so.1, which comes with the driver. It is looked for at the first call.</summary>
internal static unsafe partial class NvmlNativeMethods
{
    /// <summary>Temperature of the processor itself.</summary>
    public const uint GpuSensor = 0;

    /// <summary>Clock of the multiprocessors.</summary>
    public const uint MultiprocessorClock = 1;

    /// <summary>Clock of the memory.</summary>
    public const uint MemoryClock = 2;

    /// <summary>Errors of memory that could not be corrected.</summary>
    public const uint Uncorrected = 1;

    /// <summary>Counts since the driver was loaded.</summary>
    public const uint Volatile = 0;

    /// <summary>Xid errors, as a kind of event.</summary>
    public const ulong XidEvents = 8;

    private const string Library = "nvidia-ml";

    static NvmlNativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NvmlNativeMethods).Assembly, Resolve);

    /// <summary>The library; tests put a simulated one in its place before the first call.</summary>
    internal static string FileName { get; set; } = "libnvidia-ml.so.1";

    private static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? NativeLibrary.Load(FileName) : 0;

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlInit_v2();

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlShutdown();

    [LibraryImport(Library)] internal static partial byte* nvmlErrorString(NvmlReturn result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NvmlReturn nvmlDeviceGetHandleByUUID(string uuid, out nint device);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceGetDeviceHandleFromMigDeviceHandle(nint instance, out nint device);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceGetGpuInstanceId(nint instance, out uint id);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceGetTemperature(nint device, uint sensor, out uint celsius);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceGetPowerUsage(nint device, out uint milliwatts);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceGetEnforcedPowerLimit(nint device, out uint milliwatts);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceGetMemoryInfo(nint device, out NvmlMemory memory);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceGetClockInfo(nint device, uint clock, out uint megahertz);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceGetMaxClockInfo(nint device, uint clock, out uint megahertz);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceGetCurrentClocksThrottleReasons(nint device, out ClockLimits limits);

    [LibraryImport(Library)]
    internal static partial NvmlReturn nvmlDeviceGetTotalEccErrors(nint device, uint kind, uint counter, out ulong count);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlEventSetCreate(out nint events);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlDeviceRegisterEvents(nint device, ulong kinds, nint events);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlEventSetWait_v2(nint events, out NvmlEventData data, uint milliseconds);

    [LibraryImport(Library)] internal static partial NvmlReturn nvmlEventSetFree(nint events);
}
