using LotusSeal.Cuda.Devices;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>
/// Reads devices through NVML again and again, on a thread of its own: a call can hang when a device falls off the bus, so whoever asks gets what was
/// read last, and a stop does not wait for such a call.
/// </summary>
public sealed class DeviceWatch : IDisposable
{
    private const int PollsOfReading = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), StopPatience = TimeSpan.FromSeconds(2);
    private readonly WatchedDevice[] _devices;
    private readonly IDeviceObserver _observer;
    private readonly TimeProvider _time;
    private readonly ManualResetEventSlim _stop = new();
    private volatile IReadOnlyList<DeviceCondition> _conditions;
    private NvmlSession? _session;
    private WatchThread? _thread;

    /// <summary>Prepares a watch that <see cref="Start"/> begins.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="observer">Told what is found.</param>
    /// <param name="time">Gives errors their time.</param>
    public DeviceWatch(IReadOnlyList<CudaDeviceInfo> devices, IDeviceObserver observer, TimeProvider time)
    {
        _devices = [.. devices.Select(device => new WatchedDevice(device))];
        (_observer, _time) = (observer, time);
        _conditions = [.. _devices.Select(device => device.Condition)];
    }

    /// <summary>The devices as they were read last.</summary>
    public IReadOnlyList<DeviceCondition> Conditions => _conditions;

    /// <summary>Begins to watch, where there are devices.</summary>
    public void Start()
    {
        if (_devices.Length > 0) _thread = new WatchThread("gpu-watch", Run, Break);
    }

    /// <summary>Stops; a call of NVML that hangs is left to itself.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (_thread?.Join(StopPatience) == false) return;
        _stop.Dispose();
    }

    /// <summary>Opens NVML and finds the devices.</summary>
    /// <returns>False where no device can be read.</returns>
    internal bool Open()
    {
        _session = NvmlSession.TryOpen(out string? reason);
        if (_session is null)
        {
            _observer.Unreadable($"temperature, power, memory and errors of GPUs are not known: {reason}");
            return false;
        }
        foreach (WatchedDevice device in _devices) device.Find(_session, _observer);
        return true;
    }

    /// <summary>Takes what was reported, and readings if asked to.</summary>
    internal void Poll(bool read)
    {
        while (_session!.Next() is { } data)
            foreach (WatchedDevice device in _devices) device.Take(data, _observer, _time.GetUtcNow());
        if (read) foreach (WatchedDevice device in _devices) device.Read(_observer);
        _conditions = [.. _devices.Select(device => device.Condition)];
    }

    /// <summary>Gives NVML back.</summary>
    internal void Close() => _session?.Dispose();

    private void Run()
    {
        try
        {
            if (!Open()) return;
            int polls = 0;
            do Poll(read: polls++ % PollsOfReading == 0);
            while (!_stop.Wait(Pause));
        }
        finally
        {
            Close();
        }
    }

    /// <summary>No device is worse for it, so work goes on.</summary>
    private void Break(Exception exception)
    {
        _conditions = [.. _devices.Select(device => device.Condition with { Reading = null })];
        _observer.Unreadable($"GPUs are not watched any more: {exception.Message}");
    }
}
