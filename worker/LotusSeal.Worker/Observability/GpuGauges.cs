using LotusSeal.Cuda.Telemetry;

namespace LotusSeal.Worker.Observability;

/// <summary>Gauges over the GPUs, as they were read last: a scrape asks no device, which may be one that does not answer.</summary>
internal static class GpuGauges
{
    private const string Gpu = "gpu";
    private const double Mega = 1e6;

    /// <summary>Registers them.</summary>
    /// <param name="metrics">Where.</param>
    /// <param name="read">The GPUs of this moment; what a device does not tell has no series.</param>
    public static void Register(WorkerMetrics metrics, Func<IReadOnlyList<GpuReport>> read)
    {
        List<Action<IReadOnlyList<GpuReport>>> gauges = [];
        Add("info", "1 for a GPU that this worker found.", gpu => [([gpu.Name, gpu.PciAddress], 1)], "name", "pci");
        Add("retired", "1 for a GPU that failed and is not used until the worker is started again.", gpu => One(gpu.Retired is null ? 0 : 1));
        Add("temperature_celsius", "Temperature of a GPU.", gpu => One(gpu.Reading?.TemperatureCelsius));
        Add("power_watts", "Power that a GPU draws.", gpu => One(gpu.Reading?.PowerWatts));
        Add("power_limit_watts", "Power that a GPU may draw.", gpu => One(gpu.Reading?.PowerLimitWatts));
        Add("memory_used_bytes", "Memory of a GPU in use, by everybody.", gpu => One(gpu.Reading?.MemoryUsedBytes));
        Add("memory_total_bytes", "Memory of a GPU.", gpu => One(gpu.Reading?.MemoryTotalBytes));
        Add("clock_hertz", "Clocks of a GPU.", gpu => Clocks(gpu.Reading), "clock");
        Add("clock_limited", "1 for each reason why the clock of a GPU is not its highest.", gpu => Limits(gpu.Reading), "reason");
        Add("uncorrected_errors", "Memory errors of a GPU since its driver was loaded that could not be corrected.",
            gpu => One(gpu.Reading?.UncorrectedErrors));
        Add("xid_errors", "Errors of a GPU that its driver reported to this worker, by NVIDIA's number.",
            gpu => gpu.Xid.Select(error => (new[] { $"{error.Code}" }, (double)error.Count)), "xid");
        Lock gate = new();
        metrics.BeforeScrape(() =>
        {
            IReadOnlyList<GpuReport> gpus = read();
            lock (gate) gauges.ForEach(replace => replace(gpus));
        });

        void Add(string name, string help, Func<GpuReport, IEnumerable<(string[] Labels, double Value)>> values, params string[] labels)
        {
            ScrapedGauge gauge = metrics.Gauge($"lotusseal_gpu_{name}", help, [Gpu, .. labels]);
            gauges.Add(gpus => gauge.Replace(gpus.SelectMany(gpu => values(gpu).Select(pair => ((string[])[gpu.Gpu, .. pair.Labels], pair.Value)))));
        }
    }

    private static IEnumerable<(string[] Labels, double Value)> One(double? value) => value is { } known ? [([], known)] : [];

    private static IEnumerable<(string[] Labels, double Value)> Clocks(DeviceReading? reading)
    {
        if (reading?.MultiprocessorMegahertz is { } now) yield return (["multiprocessors"], now * Mega);
        if (reading?.HighestMegahertz is { } highest) yield return (["multiprocessors_highest"], highest * Mega);
        if (reading?.MemoryMegahertz is { } memory) yield return (["memory"], memory * Mega);
    }

    /// <summary>Every reason, 0 where it does not hold, so that a graph has no gaps.</summary>
    private static IEnumerable<(string[] Labels, double Value)> Limits(DeviceReading? reading) => reading?.ClockLimits is not { } limits ? []
        : ClockLimitsText.Names.Select(name => (new[] { name }, limits.Contains(name) ? 1.0 : 0));
}
