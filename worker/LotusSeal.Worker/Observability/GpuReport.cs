using LotusSeal.Cuda.Telemetry;

namespace LotusSeal.Worker.Observability;

/// <summary>One GPU as <c>GET /gpus</c> shows it.</summary>
/// <param name="Gpu">Its UUID, <c>GPU-…</c>; <c>MIG-…</c> for an instance, whose sensors are those of the device around it.</param>
/// <param name="Name">The product.</param>
/// <param name="PciAddress">Its place.</param>
/// <param name="Tasks">Short names of the tasks that compute on it at this moment.</param>
/// <param name="Retired">Why it is not used any more, or null.</param>
/// <param name="Reading">What it said last, or null when it says nothing, or nothing any more.</param>
/// <param name="Xid">Errors that the driver reported since the worker began to listen, one entry a number.</param>
public sealed record GpuReport(string Gpu, string Name, string PciAddress, IReadOnlyList<string> Tasks, string? Retired, DeviceReading? Reading,
    IReadOnlyList<XidError> Xid);

/// <summary>The body of <c>GET /gpus</c>.</summary>
/// <param name="Gpus">In the driver's order.</param>
public sealed record GpuList(IReadOnlyList<GpuReport> Gpus)
{
    /// <summary>The backend that computes each phase, by the short name of its task; none before the worker works.</summary>
    public IReadOnlyDictionary<string, string> Backends { get; init; } = new Dictionary<string, string>();

    /// <summary>Backends that are not used any more, or were not used at all, each with why.</summary>
    public IReadOnlyList<string> Retired { get; init; } = [];
}
