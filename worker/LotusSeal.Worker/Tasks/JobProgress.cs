using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Tasks;

/// <summary>How far a job is and how fast it goes; written by the work, read by metrics and <c>/jobs</c>.</summary>
internal sealed class JobProgress(TimeProvider clock) : IProgress<PhaseProgress>
{
    private readonly Lock _gate = new();
    private PhaseProgress _last;
    private ulong _firstDone;
    private long _firstAt;
    private bool _any;

    /// <inheritdoc/>
    public void Report(PhaseProgress value)
    {
        lock (_gate)
        {
            // A resumed phase starts with work already done, and a second phase counts anew: the rate is that of the work seen here.
            if (!_any || value.Total != _last.Total || value.Unit != _last.Unit || value.Done < _last.Done)
                (_firstDone, _firstAt) = (value.Done, clock.GetTimestamp());
            (_last, _any) = (value, true);
        }
    }

    /// <summary>The last report, units a second, and seconds left (null when unknown).</summary>
    public (PhaseProgress Last, double Rate, double? Eta) Read()
    {
        lock (_gate)
        {
            if (!_any) return (new PhaseProgress("", 0, 0, ""), 0, null);
            double seconds = clock.GetElapsedTime(_firstAt).TotalSeconds;
            double rate = seconds > 0 && _last.Done > _firstDone ? (_last.Done - _firstDone) / seconds : 0;
            double? eta = rate > 0 && _last.Total >= _last.Done ? (_last.Total - _last.Done) / rate : null;
            return (_last, rate, eta);
        }
    }
}
