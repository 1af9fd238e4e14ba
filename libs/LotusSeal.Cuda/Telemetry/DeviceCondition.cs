using LotusSeal.Cuda.Devices;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>What is known of a device beside its arithmetic.</summary>
/// <param name="Device">The device.</param>
/// <param name="Id">NVML's name for it: <c>GPU-…</c>, or <c>MIG-…</c> for an instance, whose sensors are those of the device around it.</param>
/// <param name="Reading">The last reading; null where there is none, or none any more.</param>
/// <param name="Errors">Xid errors since the watch began, one entry for each number.</param>
public sealed record DeviceCondition(CudaDeviceInfo Device, string Id, DeviceReading? Reading, IReadOnlyList<XidError> Errors);
