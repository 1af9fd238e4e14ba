using LotusSeal.Cuda.Devices;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>Is told what a <see cref="DeviceWatch"/> finds, on its thread.</summary>
public interface IDeviceObserver
{
    /// <summary>There will be no readings, of a device or of all; once for each.</summary>
    /// <param name="reason">Why, for a person.</param>
    void Unreadable(string reason);

    /// <summary>The driver reports an error.</summary>
    void XidReported(CudaDeviceInfo device, XidError error);

    /// <summary>The device had memory errors that could not be corrected before the watch began.</summary>
    /// <param name="device">The device.</param>
    /// <param name="count">How many since the driver was loaded.</param>
    void HadErrors(CudaDeviceInfo device, ulong count);

    /// <summary>The device must not be used any more; once for each.</summary>
    /// <param name="device">The device.</param>
    /// <param name="reason">Why, for a person.</param>
    void Failed(CudaDeviceInfo device, string reason);
}
