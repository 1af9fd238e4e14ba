using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Telemetry;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>Writes down what a watch tells.</summary>
internal sealed class NotedObserver : IDeviceObserver
{
    public List<string> Notes { get; } = [];

    public void Unreadable(string reason) => Notes.Add(reason);

    public void XidReported(CudaDeviceInfo device, XidError error) => Notes.Add($"{device.Ordinal}: {error}");

    public void HadErrors(CudaDeviceInfo device, ulong count) => Notes.Add($"{device.Ordinal} had {count}");

    public void Failed(CudaDeviceInfo device, string reason) => Notes.Add($"{device.Ordinal} failed: {reason}");
}
