using LotusSeal.Cuda.Telemetry;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Observability;

public sealed class GpuGaugesTests
{
    private const string Gpu = "GPU-d7591872-da88-51cf-78ae-7109632ee706";
    private readonly WorkerMetrics _metrics = new();
    private IReadOnlyList<GpuReport> _gpus = [GpuReports.Busy];

    public GpuGaugesTests() => GpuGauges.Register(_metrics, () => _gpus);

    [Fact]
    public async Task Numbers_are_in_base_units()
    {
        MetricsScrape scrape = await MetricsScrape.OfAsync(_metrics);
        Assert.Equal(50, scrape.Values("lotusseal_gpu_temperature_celsius")[Gpu]);
        Assert.Equal((381.873, 700), (scrape.Values("lotusseal_gpu_power_watts")[Gpu], scrape.Values("lotusseal_gpu_power_limit_watts")[Gpu]));
        Assert.Equal(2169503744, scrape.Values("lotusseal_gpu_memory_used_bytes")[Gpu]);
        Assert.Equal(2, scrape.Values("lotusseal_gpu_uncorrected_errors")[Gpu]);
        Assert.Equal([("memory", 3.201e9), ("multiprocessors", 1.755e9), ("multiprocessors_highest", 1.98e9)],
            Samples(scrape, "lotusseal_gpu_clock_hertz", "clock").Order());
        Assert.Equal(["heat", "power_limit"], Samples(scrape, "lotusseal_gpu_clock_limited", "reason").Where(pair => pair.Value == 1)
            .Select(pair => pair.Label).Order());
        Assert.Equal(ClockLimitsText.Names.Count(), Samples(scrape, "lotusseal_gpu_clock_limited", "reason").Count());
        Assert.Equal([("31", 3)], Samples(scrape, "lotusseal_gpu_xid_errors", "xid"));
    }

    [Fact]
    public async Task A_gpu_that_is_gone_leaves_that_it_failed_and_nothing_else()
    {
        await MetricsScrape.OfAsync(_metrics);
        _gpus = [GpuReports.Lost with { Gpu = Gpu }];
        MetricsScrape scrape = await MetricsScrape.OfAsync(_metrics);
        Assert.Equal(["lotusseal_gpu_info", "lotusseal_gpu_retired"], Families(scrape));
        Assert.Equal(1, scrape.Values("lotusseal_gpu_retired")[Gpu]);
        _gpus = [];
        Assert.Empty(Families(await MetricsScrape.OfAsync(_metrics)));
    }

    [Fact]
    public async Task What_a_gpu_does_not_tell_has_no_series()
    {
        _gpus = [GpuReports.Busy with { Reading = new DeviceReading(null, null, null, null, null, null, null, 3201, null, null), Xid = [] }];
        MetricsScrape scrape = await MetricsScrape.OfAsync(_metrics);
        Assert.Equal(["lotusseal_gpu_clock_hertz", "lotusseal_gpu_info", "lotusseal_gpu_retired"],
            Families(scrape));
    }

    private static IEnumerable<string> Families(MetricsScrape scrape) => scrape.Samples.Select(sample => sample.Family)
        .Where(family => family.StartsWith("lotusseal_gpu_", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static IEnumerable<(string Label, double Value)> Samples(MetricsScrape scrape, string family, string label) =>
        scrape.Samples.Where(sample => sample.Family == family).Select(sample => (sample.Labels[label], sample.Value));
}
