namespace LotusSeal.KubeOps.Tests.LeaderElection;

/// <summary>
/// A clock that tells whether somebody pauses by it, so that a test lets time pass only when everything has run that the last step made run.
/// </summary>
/// <param name="clock">Gives time and timers.</param>
/// <param name="shortest">A timer of this length is a pause,</param>
/// <param name="longest">and up to this one.</param>
internal sealed class PauseClock(TimeProvider clock, TimeSpan shortest, TimeSpan longest) : TimeProvider
{
    private volatile PauseTimer? _pause;

    /// <summary>Whether somebody pauses.</summary>
    public bool Pausing => _pause is not null;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < shortest || dueTime > longest) return clock.CreateTimer(callback, state, dueTime, period);
        PauseTimer pause = new(this);
        _pause = pause;
        pause.Timer = clock.CreateTimer(value =>
        {
            End(pause);
            callback(value);
        }, state, dueTime, period);
        return pause;
    }

    private void End(PauseTimer pause)
    {
        if (_pause == pause) _pause = null;
    }

    private sealed class PauseTimer(PauseClock owner) : ITimer
    {
        public ITimer? Timer { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Timer!.Change(dueTime, period);

        public void Dispose()
        {
            owner.End(this);
            Timer?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
