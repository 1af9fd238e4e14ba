using LotusSeal.Cuda.Devices;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>One device of a <see cref="DeviceWatch"/>. Used by its thread.</summary>
internal sealed class WatchedDevice(CudaDeviceInfo info)
{
    private readonly Dictionary<ulong, XidError> _errors = [];
    private NvmlDevice? _device;
    private DeviceReading? _reading;
    private ulong? _uncorrected;
    private bool _failed;

    /// <summary>What is known now.</summary>
    public DeviceCondition Condition => new(info, _device?.Id ?? info.Uuid, _reading, [.. _errors.Values]);

    /// <summary>Finds the device and asks for its errors.</summary>
    public void Find(NvmlSession session, IDeviceObserver observer)
    {
        try
        {
            _device = NvmlDevice.Find(info);
            if (!session.Listen(_device)) observer.Unreadable($"Xid errors of {info.Name} at {info.PciAddress} are not reported to this process");
        }
        catch (NvmlException exception)
        {
            observer.Unreadable($"{info.Name} at {info.PciAddress} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Takes a report, if it is about this device.</summary>
    public void Take(NvmlEventData data, IDeviceObserver observer, DateTimeOffset now)
    {
        if (_device is null || data.Type != NvmlNativeMethods.XidEvents || !_device.Concerns(data)) return;
        XidError error = new(data.Data, _errors.GetValueOrDefault(data.Data)?.Count + 1 ?? 1, now);
        _errors[error.Code] = error;
        observer.XidReported(info, error);
        if (error.EndsDevice) Fail($"the driver reports {error}", observer);
    }

    /// <summary>Reads the device, unless it is gone.</summary>
    public void Read(IDeviceObserver observer)
    {
        if (_device is null) return;
        try
        {
            _reading = _device.Read();
        }
        catch (NvmlException exception)
        {
            // It does not come back to a process that has it open.
            (_device, _reading) = (null, null);
            Fail(exception.Message, observer);
            return;
        }
        if (_reading.UncorrectedErrors is not { } errors) return;
        if (_uncorrected is null && errors > 0) observer.HadErrors(info, errors);
        if (errors > _uncorrected) Fail($"{errors - _uncorrected} memory error(s) could not be corrected", observer);
        _uncorrected = errors;
    }

    private void Fail(string reason, IDeviceObserver observer)
    {
        if (_failed) return;
        _failed = true;
        observer.Failed(info, reason);
    }
}
