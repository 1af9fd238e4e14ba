namespace LotusSeal.Operator.Mirror.Observability;

/// <summary>The series of one miner. What ends after they were removed makes them anew no more.</summary>
/// <param name="metrics">The metrics.</param>
/// <param name="miner">Value of the label.</param>
internal sealed class MinerSeries(MinerMetrics metrics, string miner)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _methods = [];
    private readonly HashSet<(string Method, string Result)> _results = [];
    private bool _isRemoved;

    public string Miner => miner;

    /// <summary>How many hold it; guarded by the metrics.</summary>
    public int Holders { get; set; }

    /// <summary>A round of questions has ended.</summary>
    public void Round(bool isAnswered)
    {
        lock (_lock)
        {
            if (!_isRemoved) metrics.Up.WithLabels(miner).Set(isAnswered ? 1 : 0);
        }
    }

    /// <summary>A question has ended.</summary>
    public void Asked(string method, string result, TimeSpan took)
    {
        lock (_lock)
        {
            if (_isRemoved) return;
            _methods.Add(method);
            _results.Add((method, result));
            metrics.Duration.WithLabels(miner, method).Observe(took.TotalSeconds);
            metrics.Requests.WithLabels(miner, method, result).Inc();
        }
    }

    public void Remove()
    {
        lock (_lock)
        {
            _isRemoved = true;
            metrics.Up.RemoveLabelled(miner);
            foreach (string method in _methods) metrics.Duration.RemoveLabelled(miner, method);
            foreach ((string method, string result) in _results) metrics.Requests.RemoveLabelled(miner, method, result);
        }
    }
}
