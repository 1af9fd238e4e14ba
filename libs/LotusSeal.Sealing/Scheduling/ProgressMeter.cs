namespace LotusSeal.Sealing.Scheduling;

/// <summary>Counts units over a whole phase and reports every addition. Thread-safe.</summary>
internal sealed class ProgressMeter(IProgress<PhaseProgress>? progress, ulong total, string unit)
{
    private ulong _done;

    /// <summary>Reports <paramref name="count"/> more units in <paramref name="step"/>.</summary>
    public void Add(string step, ulong count)
    {
        ulong done = Interlocked.Add(ref _done, count);
        progress?.Report(new PhaseProgress(step, done, total, unit));
    }
}
