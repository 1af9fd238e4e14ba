using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Telemetry;

namespace LotusSeal.Cuda.Checks;

/// <summary>Reads a device again and again while it works, and keeps the reading with the highest power: what rates were measured under.</summary>
public sealed class BusiestReading : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly ManualResetEventSlim _stop = new();
    private readonly WatchThread? _thread;
    private readonly NvmlSession? _session;
    private DeviceReading? _busiest;

    /// <summary>Begins, where the device can be read.</summary>
    public BusiestReading(CudaDeviceInfo info)
    {
        _session = NvmlSession.TryOpen(out string? reason);
        Problem = reason;
        if (_session is null) return;
        try
        {
            NvmlDevice device = NvmlDevice.Find(info);
            _thread = new WatchThread("gpu-readings", () => Run(device), exception => Problem = exception.Message);
        }
        catch (NvmlException exception)
        {
            Problem = exception.Message;
        }
    }

    /// <summary>Why there are no readings, or no more of them, for a person; null where there are.</summary>
    public string? Problem { get; private set; }

    /// <summary>Ends the readings.</summary>
    /// <returns>The one with the highest power, null without any.</returns>
    public DeviceReading? Stop()
    {
        _stop.Set();
        _thread?.Join(Timeout.InfiniteTimeSpan);
        return _busiest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _session?.Dispose();
        _stop.Dispose();
    }

    private void Run(NvmlDevice device)
    {
        do
        {
            DeviceReading reading = device.Read();
            if (_busiest is null || reading.PowerWatts > _busiest.PowerWatts) _busiest = reading;
        }
        while (!_stop.Wait(Pause));
    }
}
