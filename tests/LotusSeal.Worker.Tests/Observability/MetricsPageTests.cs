using System.Text.RegularExpressions;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Observability;

/// <summary>docs/metrics.md against a scrape: of a worker that ran a task, of open jobs that stand still for it, and of a GPU.</summary>
public sealed partial class MetricsPageTests : IAsyncLifetime
{
    private readonly string _page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "metrics.md"));
    private readonly TemporaryFolder _folder = new();
    private MetricsScrape _scrape = null!;

    public async ValueTask InitializeAsync()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        CallId call = await worker.Api.DataCidAsync(127, PieceReaders.Zero(127), CancellationToken.None);
        (await miner.ReturnOf(call)).Ok<PieceInfo>();
        MetricsScrape real = MetricsScrape.Parse(await worker.Http.GetStringAsync("/metrics"));
        await using JobsScene jobs = new();
        await jobs.RunTenSecondsAsync(TaskTypes.PreCommit1, done: 1, total: 2);
        WorkerMetrics gpus = new();
        GpuGauges.Register(gpus, () => [GpuReports.Busy]);
        IEnumerable<MetricSample> open = (await MetricsScrape.OfAsync(jobs.Metrics)).Samples.Concat((await MetricsScrape.OfAsync(gpus)).Samples)
            .Where(sample => real.Samples.All(other => other.Family != sample.Family));
        _scrape = real with { Samples = [.. real.Samples, .. open] };
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Each_metric_is_documented_with_its_type_and_nothing_else_is() =>
        Assert.Equal(_scrape.Types.Select(family => (family.Key, family.Value)).Order(), Metrics().Select(row => (row.Name, row.Type)).Order());

    [Fact]
    public void Each_metric_has_the_documented_labels() => Assert.All(Metrics(), row =>
    {
        MetricSample[] samples = [.. _scrape.Samples.Where(sample => sample.Family == row.Name)];
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Equal(row.Labels.Order(StringComparer.Ordinal), sample.Labels.Keys.Order(StringComparer.Ordinal)));
    });

    [Fact]
    public void Labels_take_documented_values()
    {
        Dictionary<string, string[]> labels = LabelRow().Matches(_page).ToDictionary(row => row.Groups[1].Value, row => Codes(row.Groups[2].Value));
        Assert.Equal(_scrape.Samples.SelectMany(sample => sample.Labels.Keys).Distinct().Order(StringComparer.Ordinal),
            labels.Keys.Order(StringComparer.Ordinal));
        foreach ((string label, string value) in _scrape.Samples.SelectMany(sample => sample.Labels))
            Assert.True(labels[label].Length == 0 || labels[label].Contains(value), $"{label}=\"{value}\"");
        // Every task has a counter from the start, so this list must be whole.
        Assert.Equal(_scrape.Values("lotusseal_calls_accepted_total").Keys.Order(StringComparer.Ordinal), labels["task"]
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Examples_use_metrics_that_exist() => Assert.All(AnyName().Matches(_page),
        name => Assert.Contains(MetricsScrape.FamilyOf(name.Value, _scrape.Types), _scrape.Types.Keys));

    /// <summary>Rows of the tables of metrics: name, type, labels.</summary>
    private List<(string Name, string Type, string[] Labels)> Metrics() =>
        [.. MetricRow().Matches(_page).Select(row => (row.Groups[1].Value, row.Groups[2].Value, Codes(row.Groups[3].Value)))];

    private static string[] Codes(string cell) => [.. Code().Matches(cell).Select(code => code.Groups[1].Value)];

    [GeneratedRegex(@"^\| `(lotusseal_[a-z_]+)` \| ([a-z]+) \|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex MetricRow();

    [GeneratedRegex(@"^\| `([a-z]+)` \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex LabelRow();

    [GeneratedRegex("lotusseal_[a-z_]+[a-z]")]
    private static partial Regex AnyName();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
