namespace LotusSeal.KubeOps.Queue;

/// <summary>Allows so many things a second, and some more at once after a quiet time. Not safe for several threads.</summary>
internal sealed class TokenBucket
{
    private readonly double _perSecond;
    private readonly int _burst;
    private readonly TimeProvider _time;
    private double _tokens;
    private long _filled;

    /// <param name="perSecond">In the long run.</param>
    /// <param name="burst">At once.</param>
    /// <param name="time">Measures.</param>
    public TokenBucket(double perSecond, int burst, TimeProvider time)
    {
        _perSecond = perSecond;
        _burst = burst;
        _time = time;
        _tokens = burst;
        _filled = time.GetTimestamp();
    }

    /// <summary>Takes one, if there is one.</summary>
    /// <returns>Zero when it was taken, else the time until there is one.</returns>
    public TimeSpan Take()
    {
        long now = _time.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + _time.GetElapsedTime(_filled, now).TotalSeconds * _perSecond);
        _filled = now;
        if (_tokens < 1) return TimeSpan.FromSeconds((1 - _tokens) / _perSecond);
        _tokens--;
        return TimeSpan.Zero;
    }
}
