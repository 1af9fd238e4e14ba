using LotusSeal.KubeOps.Watcher;
using Prometheus;

namespace LotusSeal.KubeOps.Metrics;

/// <summary>
/// What the operator counts about itself; names and labels are those of docs/spec/operator.md 6.11. Labels take values of small closed sets.
/// </summary>
public sealed class OperatorMetrics
{
    // A pass is cached reads and at most some writes; seconds mean a slow API server.
    private static readonly double[] PassBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Counter _passes;
    private readonly Counter _errors;
    private readonly Histogram _duration;
    private readonly Histogram _wait;
    private readonly Gauge _depth;
    private readonly Gauge _lastSuccess;
    private readonly Gauge _leader;
    private readonly Counter _watchEnds;
    private readonly Counter _statusWrites;
    private readonly CollectorRegistry _registry;

    /// <param name="registry">Where the series are; the operator's own series may be there too.</param>
    /// <param name="version">Of the operator.</param>
    public OperatorMetrics(CollectorRegistry registry, string version)
    {
        _registry = registry;
        MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(registry);
        // Exemplars would put trace ids, one a pass, into the output.
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        string[] controller = ["controller"];
        _passes = factory.CreateCounter("seal_operator_reconcile_total", "Passes over objects, by result.", ["controller", "result"]);
        _errors = factory.CreateCounter("seal_operator_reconcile_errors_total", "Passes that failed and are repeated.", controller);
        _duration = factory.CreateHistogram("seal_operator_reconcile_duration_seconds", "Time that a pass takes.", controller,
            new HistogramConfiguration { Buckets = PassBuckets });
        _wait = factory.CreateHistogram("seal_operator_queue_wait_seconds", "Time from when a pass is due to its start.", controller,
            new HistogramConfiguration { Buckets = PassBuckets });
        _depth = factory.CreateGauge("seal_operator_queue_depth", "Objects whose pass is due.", controller);
        _lastSuccess = factory.CreateGauge("seal_operator_last_success_timestamp_seconds", "When a pass last succeeded.", controller);
        _leader = factory.CreateGauge("seal_operator_leader", "1 while this process may act.");
        _watchEnds = factory.CreateCounter(
            "seal_operator_watch_restarts_total", "Watches that ended and were begun anew, by reason.", ["kind", "reason"]);
        _statusWrites = factory.CreateCounter("seal_operator_status_writes_total", "Statuses that were written.", controller);
        factory.CreateGauge("seal_operator_build_info", "1, with the version.", ["version"]).WithLabels(version).Set(1);
    }

    /// <summary>Makes the series of a controller, so that its first failure is an increase and not a new series.</summary>
    /// <param name="controller">The controller.</param>
    /// <param name="depth">Reads the depth of its queue.</param>
    public void Controller(string controller, Func<int> depth)
    {
        _errors.WithLabels(controller).Publish();
        _statusWrites.WithLabels(controller).Publish();
        foreach (string result in (string[])["success", "failure", "cancelled"]) _passes.WithLabels(controller, result).Publish();
        Gauge.Child gauge = _depth.WithLabels(controller);
        _registry.AddBeforeCollectCallback(() => gauge.Set(depth()));
    }

    /// <summary>A status was written.</summary>
    public void StatusWritten(string controller) => _statusWrites.WithLabels(controller).Inc();

    internal void Watches(string kind)
    {
        foreach (string reason in WatchEnd.All) _watchEnds.WithLabels(kind, reason).Publish();
    }

    internal void WatchEnded(string kind, string reason) => _watchEnds.WithLabels(kind, reason).Inc();

    internal void Leads(bool leads) => _leader.Set(leads ? 1 : 0);

    internal void PassBegins(string controller, TimeSpan waited) => _wait.WithLabels(controller).Observe(waited.TotalSeconds);

    internal void PassEnded(string controller, string result, TimeSpan duration)
    {
        _passes.WithLabels(controller, result).Inc();
        _duration.WithLabels(controller).Observe(duration.TotalSeconds);
        if (result == "failure") _errors.WithLabels(controller).Inc();
        if (result == "success") _lastSuccess.WithLabels(controller).SetToCurrentTimeUtc();
    }
}
