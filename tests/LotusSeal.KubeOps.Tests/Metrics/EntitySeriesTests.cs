using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Tests.Support;
using Prometheus;

namespace LotusSeal.KubeOps.Tests.Metrics;

public sealed class EntitySeriesTests
{
    [Fact]
    public async Task The_series_of_an_object_go_with_it_and_those_of_others_stay()
    {
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        EntitySeries series = new(Prometheus.Metrics.WithCustomRegistry(registry).CreateGauge("x", "", "namespace", "pool", "state"));
        series.Replace(new ObjectKey("n", "a"), [(["ready"], 2), (["busy"], 1)]);
        series.Replace(new ObjectKey("n", "b"), [(["ready"], 3)]);
        Assert.Equal(["n a busy 1", "n a ready 2", "n b ready 3"], await SeriesAsync());

        series.Replace(new ObjectKey("n", "a"), [(["ready"], 1)]);
        Assert.Equal(["n a ready 1", "n b ready 3"], await SeriesAsync());
        series.Remove(new ObjectKey("n", "a"));
        Assert.Equal(["n b ready 3"], await SeriesAsync());
        series.Clear();
        Assert.Empty(await SeriesAsync());
        series.Replace(new ObjectKey("n", "b"), [(["busy"], 4)]);
        Assert.Equal(["n b busy 4"], await SeriesAsync());

        async Task<IEnumerable<string>> SeriesAsync() => (await MetricsText.OfAsync(registry)).Split('\n')
            .Where(line => line.StartsWith("x{", StringComparison.Ordinal))
            .Select(line => line.Replace("x{namespace=\"", "", StringComparison.Ordinal).Replace("\",pool=\"", " ", StringComparison.Ordinal)
                .Replace("\",state=\"", " ", StringComparison.Ordinal).Replace("\"}", "", StringComparison.Ordinal))
            .Order();
    }
}
