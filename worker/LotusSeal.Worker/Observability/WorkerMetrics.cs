using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Catalog;
using Prometheus;

namespace LotusSeal.Worker.Observability;

/// <summary>
/// What the worker counts, in a registry of its own: nothing but <c>lotusseal_*</c> is exposed. Names, labels and meanings are in docs/metrics.md;
/// dashboards and alerts depend on them.
/// </summary>
/// <remarks>A label takes values of a small closed set only: what concerns one sector or one call is at <c>/jobs</c>.</remarks>
internal sealed class WorkerMetrics
{
    /// <summary>The label with the short name of a task.</summary>
    public const string TaskLabel = "task";

    private static readonly double[] DurationBuckets = [0.1, 1, 10, 60, 300, 900, 1800, 3600, 7200, 14400, 28800];

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;
    private readonly Counter _accepted;
    private readonly Counter _failed;
    private readonly Counter _returned;
    private readonly Counter _deliveryFailed;
    private readonly Histogram _duration;
    private readonly Counter _registrations;

    public WorkerMetrics()
    {
        // Exemplars would put trace ids, one a call, into the output.
        _factory = Metrics.WithCustomRegistry(_registry);
        _factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        _accepted = TaskCounter("lotusseal_calls_accepted_total", "Calls accepted from the miner, by task.");
        _failed = TaskCounter("lotusseal_calls_failed_total", "Calls whose work failed, by task.");
        _returned = TaskCounter("lotusseal_calls_returned_total", "Calls whose result the miner has taken, by task.");
        _deliveryFailed = TaskCounter("lotusseal_deliveries_failed_total", "Attempts to return a result that failed, by task.");
        _duration = _factory.CreateHistogram("lotusseal_task_duration_seconds", "Time a task ran, by task and outcome.", ["outcome", TaskLabel],
            new HistogramConfiguration { Buckets = DurationBuckets });
        _registrations = _factory.CreateCounter("lotusseal_miner_registrations_total", "WorkerConnect calls that the miner accepted.");
    }

    public void CallAccepted(string task) => _accepted.WithLabels(TaskTypes.ShortName(task)).Inc();

    public void CallFailed(string task) => _failed.WithLabels(TaskTypes.ShortName(task)).Inc();

    public void CallReturned(string task) => _returned.WithLabels(TaskTypes.ShortName(task)).Inc();

    public void DeliveryFailed(string task) => _deliveryFailed.WithLabels(TaskTypes.ShortName(task)).Inc();

    public void PhaseSeconds(string task, string outcome, TimeSpan duration) =>
        _duration.WithLabels(outcome, TaskTypes.ShortName(task)).Observe(duration.TotalSeconds);

    public void Registered() => _registrations.Inc();

    /// <summary>A number that is read when metrics are asked for.</summary>
    public void Gauge(string name, string help, Func<double> read)
    {
        Gauge gauge = _factory.CreateGauge(name, help);
        _registry.AddBeforeCollectCallback(() => gauge.Set(read()));
    }

    /// <summary>A gauge with labels; whoever makes it sets it in <see cref="BeforeScrape"/>.</summary>
    public ScrapedGauge Gauge(string name, string help, params string[] labels) => new(_factory.CreateGauge(name, help, labels));

    /// <summary>Runs whenever metrics are asked for, before they are written; calls may overlap.</summary>
    public void BeforeScrape(Action read) => _registry.AddBeforeCollectCallback(read);

    /// <summary>Reads the gauges and writes everything.</summary>
    public Task WriteAsync(Stream target, ExpositionFormat format, CancellationToken cancellationToken) =>
        _registry.CollectAndExportAsTextAsync(target, format, cancellationToken);

    /// <summary>A counter that starts at 0 for every task there is, so that the first failure is an increase and not a new series.</summary>
    private Counter TaskCounter(string name, string help)
    {
        Counter counter = _factory.CreateCounter(name, help, [TaskLabel]);
        foreach (string task in TaskCatalog.ShortNames) counter.WithLabels(task).Publish();
        return counter;
    }
}
