using System.Diagnostics.Metrics;

namespace LotusSeal.Worker.Observability;

/// <summary>The worker's instruments; names become <c>lotusseal_*</c> in <c>/metrics</c>.</summary>
internal sealed class WorkerMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "LotusSeal.Worker";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _returned;
    private readonly Counter<long> _deliveryFailed;
    private readonly Histogram<double> _phase;
    private readonly Counter<long> _registrations;

    public WorkerMetrics()
    {
        _accepted = _meter.CreateCounter<long>("lotusseal_calls_accepted", "{calls}", "Calls accepted from the miner, by task.");
        _failed = _meter.CreateCounter<long>("lotusseal_calls_failed", "{calls}", "Calls whose work failed, by task.");
        _returned = _meter.CreateCounter<long>("lotusseal_calls_returned", "{calls}", "Calls whose result the miner has taken, by task.");
        _deliveryFailed = _meter.CreateCounter<long>("lotusseal_deliveries_failed", "{attempts}",
            "Attempts to return a result that failed, by task.");
        _phase = _meter.CreateHistogram<double>("lotusseal_task_duration_seconds", "s", "Time a task ran, by task and outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10, 60, 300, 900, 1800, 3600, 7200, 14400, 28800] });
        _registrations = _meter.CreateCounter<long>("lotusseal_miner_registrations", "{registrations}",
            "WorkerConnect calls that the miner accepted.");
    }

    /// <summary>The meter, for the exporter.</summary>
    public Meter Meter => _meter;

    public void CallAccepted(string task) => _accepted.Add(1, Task(task));

    public void CallFailed(string task) => _failed.Add(1, Task(task));

    public void CallReturned(string task) => _returned.Add(1, Task(task));

    public void DeliveryFailed(string task) => _deliveryFailed.Add(1, Task(task));

    public void PhaseSeconds(string task, string outcome, TimeSpan duration) =>
        _phase.Record(duration.TotalSeconds, Task(task), new("outcome", outcome));

    public void Registered() => _registrations.Add(1);

    /// <summary>Adds a gauge that is read when metrics are asked for.</summary>
    public void Gauge(string name, string unit, string description, Func<IEnumerable<Measurement<double>>> read) =>
        _meter.CreateObservableGauge(name, read, unit, description);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Task(string task) => new("task", Lotus.Types.TaskTypes.ShortName(task));
}
