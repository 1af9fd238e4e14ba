using LotusSeal.KubeOps.Queue;

namespace LotusSeal.KubeOps.Client;

/// <summary>How many requests a second this process sends, whatever goes wrong in it: an API server serves others too.</summary>
/// <param name="perSecond">In the long run.</param>
/// <param name="burst">At once after a quiet time.</param>
/// <param name="time">Measures.</param>
public sealed class RequestLimit(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TokenBucket _bucket = new(perSecond, burst, time);

    /// <summary>Waits for a turn.</summary>
    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan pause;
            lock (_lock) pause = _bucket.Take();
            if (pause == TimeSpan.Zero) return;
            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
