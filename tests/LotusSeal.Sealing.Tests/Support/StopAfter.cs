using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>Cancels a phase when its progress meets a condition.</summary>
internal sealed class StopAfter(Func<PhaseProgress, bool> condition) : IProgress<PhaseProgress>, IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public void Report(PhaseProgress value)
    {
        if (condition(value)) _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
