using LotusSeal.Cuda.Devices;
using Native = LotusSeal.Cuda.Telemetry.NvmlNativeMethods;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>A device of CUDA as NVML knows it, found by its UUID; of a MIG instance the device around it too, which has the sensors.</summary>
internal sealed class NvmlDevice
{
    private const double Milli = 1000;
    private readonly nint _own;
    private readonly uint? _gpuInstance;

    /// <param name="id">Its identifier.</param>
    /// <param name="device">The whole device.</param>
    /// <param name="own">The instance, which has its own memory; the device where there is none.</param>
    /// <param name="gpuInstance">Its number in the device.</param>
    private NvmlDevice(string id, nint device, nint own, uint? gpuInstance) => (Id, Handle, _own, _gpuInstance) = (id, device, own, gpuInstance);

    /// <summary><c>GPU-…</c>, or <c>MIG-…</c> for an instance.</summary>
    public string Id { get; }

    /// <summary>The whole device.</summary>
    public nint Handle { get; }

    /// <summary>Finds a device. Where CUDA's name does not tell that it is a MIG instance, NVML does.</summary>
    /// <exception cref="NvmlException">NVML does not know it; a container may have been given less than the driver shows.</exception>
    public static NvmlDevice Find(CudaDeviceInfo info)
    {
        string digits = info.Uuid[(info.Uuid.IndexOf('-', StringComparison.Ordinal) + 1)..], id = $"MIG-{digits}";
        NvmlReturn result = Native.nvmlDeviceGetHandleByUUID($"GPU-{digits}", out nint device);
        if (result == NvmlReturn.Success) return new NvmlDevice($"GPU-{digits}", device, device, null);
        if (result != NvmlReturn.NotFound || Native.nvmlDeviceGetHandleByUUID(id, out nint instance) != NvmlReturn.Success)
            throw new NvmlException(result, nameof(Native.nvmlDeviceGetHandleByUUID));
        Check(Native.nvmlDeviceGetDeviceHandleFromMigDeviceHandle(instance, out device), nameof(Native.nvmlDeviceGetDeviceHandleFromMigDeviceHandle));
        Check(Native.nvmlDeviceGetGpuInstanceId(instance, out uint gpuInstance), nameof(Native.nvmlDeviceGetGpuInstanceId));
        return new NvmlDevice(id, device, instance, gpuInstance);
    }

    /// <summary>Reads everything; what the device does not have, or this process may not see, is null.</summary>
    /// <exception cref="NvmlException">The device is lost or must be reset.</exception>
    public DeviceReading Read()
    {
        uint? temperature = Given(Native.nvmlDeviceGetTemperature(Handle, Native.GpuSensor, out uint celsius)) ? celsius : null;
        uint? power = Given(Native.nvmlDeviceGetPowerUsage(Handle, out uint milliwatts)) ? milliwatts : null;
        uint? limit = Given(Native.nvmlDeviceGetEnforcedPowerLimit(Handle, out milliwatts)) ? milliwatts : null;
        NvmlMemory? memory = Given(Native.nvmlDeviceGetMemoryInfo(_own, out NvmlMemory sizes)) ? sizes : null;
        uint? clock = Given(Native.nvmlDeviceGetClockInfo(Handle, Native.MultiprocessorClock, out uint megahertz)) ? megahertz : null;
        uint? highest = Given(Native.nvmlDeviceGetMaxClockInfo(Handle, Native.MultiprocessorClock, out megahertz)) ? megahertz : null;
        uint? memoryClock = Given(Native.nvmlDeviceGetClockInfo(Handle, Native.MemoryClock, out megahertz)) ? megahertz : null;
        ClockLimits? limits = Given(Native.nvmlDeviceGetCurrentClocksThrottleReasons(Handle, out ClockLimits bits)) ? bits : null;
        ulong? errors = Given(Native.nvmlDeviceGetTotalEccErrors(_own, Native.Uncorrected, Native.Volatile, out ulong count)) ? count : null;
        return new DeviceReading((int?)temperature, power / Milli, limit / Milli, memory?.Used, memory?.Total, (int?)clock, (int?)highest,
            (int?)memoryClock, limits is { } set ? ClockLimitsText.NamesOf(set) : null, errors);
    }

    /// <summary>
    /// Whether an event is this device's: of its own instance, or of the device as a whole, whichever instance it was noticed in.
    /// </summary>
    public bool Concerns(NvmlEventData data) => data.Device == Handle
        && (_gpuInstance is null || data.GpuInstance == NvmlEventData.NoInstance || data.GpuInstance == _gpuInstance
            || XidError.EndsWholeDevice(data.Data));

    /// <summary>Throws for an error.</summary>
    public static void Check(NvmlReturn result, string call)
    {
        if (result != NvmlReturn.Success) throw new NvmlException(result, call);
    }

    /// <summary>Whether there is a value; the loss of the device is no value that is missing.</summary>
    private static bool Given(NvmlReturn result, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(result))] string call = "")
    {
        if (result is NvmlReturn.GpuIsLost or NvmlReturn.ResetRequired)
            throw new NvmlException(result, call[(call.IndexOf('.', StringComparison.Ordinal) + 1)..call.IndexOf('(', StringComparison.Ordinal)]);
        return result == NvmlReturn.Success;
    }
}
