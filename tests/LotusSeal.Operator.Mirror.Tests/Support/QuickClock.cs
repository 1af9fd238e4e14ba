namespace LotusSeal.Operator.Mirror.Tests.Support;

/// <summary>A clock that goes faster, so that an interval of seconds is one of milliseconds; the wall can be put forward and back besides.</summary>
/// <param name="factor">How much faster.</param>
internal sealed class QuickClock(double factor = 25) : TimeProvider
{
    private readonly long _start = System.GetTimestamp();
    private readonly DateTimeOffset _wall = System.GetUtcNow();
    private long _step;

    /// <summary>By how much the wall is off.</summary>
    public TimeSpan Step
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _step));
        set => Interlocked.Exchange(ref _step, value.Ticks);
    }

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _wall + GetElapsedTime(_start, GetTimestamp()) + Step;

    public override long GetTimestamp() => _start + (long)((System.GetTimestamp() - _start) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

    private TimeSpan Shorter(TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan || time == TimeSpan.Zero) return time;
        TimeSpan shorter = time / factor;
        return shorter < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : shorter;
    }
}
