using Prometheus;

namespace LotusSeal.Operator.Mirror.Observability;

/// <summary>What is counted of questions to miners (docs/spec/operator.md 6.11). The series of a miner are there while it is asked.</summary>
public sealed class MinerMetrics
{
    // A miner asks its workers, with 3 s for each, before it answers.
    private static readonly double[] Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, MinerSeries> _series = [];

    /// <param name="registry">Where the series are.</param>
    public MinerMetrics(CollectorRegistry registry)
    {
        MetricFactory factory = Metrics.WithCustomRegistry(registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        Up = factory.CreateGauge("sealworker_miner_up", "1 when the last round of questions to a miner was answered.", ["miner"]);
        Duration = factory.CreateHistogram("sealworker_miner_request_duration_seconds", "Time that a question to a miner takes.",
            ["miner", "method"], new HistogramConfiguration { Buckets = Buckets });
        Requests = factory.CreateCounter("sealworker_miner_requests_total", "Questions to a miner, by how they ended.",
            ["miner", "method", "result"]);
    }

    internal Gauge Up { get; }

    internal Histogram Duration { get; }

    internal Counter Requests { get; }

    /// <summary>The series of a miner; several may hold them, and each disposes of its own.</summary>
    /// <param name="miner">Its address, without a token.</param>
    internal IDisposable Hold(string miner, out MinerSeries series)
    {
        lock (_lock)
        {
            if (!_series.TryGetValue(miner, out MinerSeries? held)) _series[miner] = held = new MinerSeries(this, miner);
            held.Holders++;
            series = held;
            return new Holder(this, held);
        }
    }

    private void Release(MinerSeries series)
    {
        lock (_lock)
        {
            if (--series.Holders > 0) return;
            _series.Remove(series.Miner);
            series.Remove();
        }
    }

    private sealed class Holder(MinerMetrics metrics, MinerSeries series) : IDisposable
    {
        private bool _isDisposed;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _isDisposed, true)) metrics.Release(series);
        }
    }
}
