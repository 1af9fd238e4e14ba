using LotusSeal.Cuda.Telemetry;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>What a worker with GPUs would report: this machine needs none.</summary>
internal static class GpuReports
{
    /// <summary>One that works and tells everything.</summary>
    public static GpuReport Busy { get; } = new("GPU-d7591872-da88-51cf-78ae-7109632ee706", "NVIDIA H200", "0000:00:06.0", ["PC2"], null,
        new DeviceReading(50, 381.873, 700, 2169503744, 150754820096, 1755, 1980, 3201, ["power_limit", "heat"], 2),
        [new XidError(31, 3, new DateTimeOffset(2026, 11, 26, 9, 5, 4, TimeSpan.Zero))]);

    /// <summary>One that is gone.</summary>
    public static GpuReport Lost { get; } = Busy with
    {
        Gpu = "GPU-00010203-0405-0607-0809-0a0b0c0d0e0f",
        PciAddress = "0000:00:07.0",
        Tasks = [],
        Retired = "GPU is lost (15)",
        Reading = null,
        Xid = [],
    };
}
