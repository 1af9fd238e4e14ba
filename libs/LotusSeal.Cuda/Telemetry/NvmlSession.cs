using Native = LotusSeal.Cuda.Telemetry.NvmlNativeMethods;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>NVML, initialised, with a set of events for Xid errors. Used by one thread.</summary>
internal sealed class NvmlSession : IDisposable
{
    private readonly nint _events;
    private readonly Dictionary<nint, bool> _listening = [];

    private NvmlSession(nint events) => _events = events;

    /// <summary>Initialises NVML.</summary>
    /// <param name="reason">Why it cannot be used, for a person; null where it can.</param>
    /// <returns>Null where it cannot be used.</returns>
    public static NvmlSession? TryOpen(out string? reason)
    {
        reason = null;
        try
        {
            NvmlDevice.Check(Native.nvmlInit_v2(), nameof(Native.nvmlInit_v2));
            // Without events there are readings still.
            return new NvmlSession(Native.nvmlEventSetCreate(out nint events) == NvmlReturn.Success ? events : 0);
        }
        catch (DllNotFoundException)
        {
            reason = "there is no NVML (libnvidia-ml.so.1; in a container NVIDIA_DRIVER_CAPABILITIES needs utility)";
        }
        catch (Exception exception) when (exception is NvmlException or EntryPointNotFoundException or BadImageFormatException)
        {
            reason = $"NVML does not work: {exception.Message}";
        }
        return null;
    }

    /// <summary>Asks for a device's Xid errors.</summary>
    /// <returns>False where the device or the process may not have them.</returns>
    public bool Listen(NvmlDevice device)
    {
        if (_events == 0) return false;
        // Instances of one card hear of the same events.
        if (!_listening.TryGetValue(device.Handle, out bool isHeard))
        {
            isHeard = Native.nvmlDeviceRegisterEvents(device.Handle, Native.XidEvents, _events) == NvmlReturn.Success;
            _listening.Add(device.Handle, isHeard);
        }

        return isHeard;
    }

    /// <summary>The next event that has happened; does not wait for one.</summary>
    public NvmlEventData? Next() =>
        _events != 0 && Native.nvmlEventSetWait_v2(_events, out NvmlEventData data, 0) == NvmlReturn.Success ? data : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_events != 0) Native.nvmlEventSetFree(_events);
        Native.nvmlShutdown();
    }
}
