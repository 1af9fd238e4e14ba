using System.Diagnostics.Metrics;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tests.Observability;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void Counters_gauges_and_histograms_have_the_text_format()
    {
        using Meter meter = new("test");
        using PrometheusExporter exporter = new(meter);
        Counter<long> counter = meter.CreateCounter<long>("lotusseal_x", null, "Counts \\ things.");
        counter.Add(2, new KeyValuePair<string, object?>("task", "a\"b\n"));
        counter.Add(3, new KeyValuePair<string, object?>("task", "a\"b\n"));
        Histogram<double> histogram = meter.CreateHistogram("lotusseal_t_seconds", "s", "Time.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10] });
        histogram.Record(0.5);
        histogram.Record(10);
        histogram.Record(99);
        string[] paths = ["/a", "/b"];
        meter.CreateObservableGauge("lotusseal_g", () =>
            paths.Select((path, i) => new Measurement<double>(i + 0.25, new KeyValuePair<string, object?>("path", path))), null, "Gauge.");
        Assert.Equal("""
            # HELP lotusseal_g Gauge.
            # TYPE lotusseal_g gauge
            lotusseal_g{path="/a"} 0.25
            lotusseal_g{path="/b"} 1.25
            # HELP lotusseal_t_seconds Time.
            # TYPE lotusseal_t_seconds histogram
            lotusseal_t_seconds_bucket{le="1"} 1
            lotusseal_t_seconds_bucket{le="10"} 2
            lotusseal_t_seconds_bucket{le="+Inf"} 3
            lotusseal_t_seconds_sum 109.5
            lotusseal_t_seconds_count 3
            # HELP lotusseal_x_total Counts \\ things.
            # TYPE lotusseal_x_total counter
            lotusseal_x_total{task="a\"b\n"} 5

            """.ReplaceLineEndings("\n"), exporter.Write());

        // A gauge that is gone leaves no series behind.
        paths = ["/b"];
        Assert.DoesNotContain("\"/a\"", exporter.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_meters_do_not_show()
    {
        using Meter mine = new("mine"), other = new("other");
        using PrometheusExporter exporter = new(mine);
        other.CreateCounter<long>("lotusseal_other").Add(1);
        Assert.Equal("", exporter.Write());
    }
}
