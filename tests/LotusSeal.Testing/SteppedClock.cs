namespace LotusSeal.Testing;

/// <summary>A clock whose wall time can be put forward and back, as NTP and people do, while its timestamps and timers go on steadily.</summary>
/// <param name="steady">Gives time and timers.</param>
public sealed class SteppedClock(TimeProvider steady) : TimeProvider
{
    /// <summary>By how much the wall time is off.</summary>
    public TimeSpan Step { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => steady.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Step;

    /// <inheritdoc/>
    public override long GetTimestamp() => steady.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        steady.CreateTimer(callback, state, dueTime, period);
}
