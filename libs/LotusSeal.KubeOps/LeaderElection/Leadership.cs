using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.LeaderElection;

/// <summary>
/// One term of a leader: the right to write until a deadline, which renewals put off. Once it has passed the term is over, also when a renewal that
/// was sent in time succeeds later: somebody may have stopped in between.
/// </summary>
internal sealed class Leadership : IWriteFence, IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly ITimer _timer;
    private Moment _renewed;
    private string? _over;

    /// <param name="sent">Before the write that took the lease was sent.</param>
    /// <param name="deadline">How long the term lasts from there.</param>
    /// <param name="time">Both clocks.</param>
    public Leadership(Moment sent, TimeSpan deadline, TimeProvider time)
    {
        _renewed = sent;
        _deadline = deadline;
        _time = time;
        Lost = _lost.Token;
        _timer = time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        SetTimer();
    }

    /// <inheritdoc/>
    public CancellationToken Lost { get; }

    /// <summary>Why it is over; null while it is not.</summary>
    public string? Over
    {
        get
        {
            Check();
            lock (_lock) return _over;
        }
    }

    /// <summary>How much of it is left.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock) return _deadline - _renewed.LongestSince(_time);
        }
    }

    /// <inheritdoc/>
    public void ThrowIfLost()
    {
        if (Over is { } why) throw new LeadershipLostException($"not written: {why}");
    }

    /// <summary>Puts the deadline off.</summary>
    /// <param name="sent">Before the renewal was sent.</param>
    /// <returns>False when the term was over before the answer came.</returns>
    public bool Renewed(Moment sent)
    {
        if (Over is not null) return false;
        lock (_lock) _renewed = sent;
        SetTimer();
        return Over is null;
    }

    /// <summary>Ends the term.</summary>
    public void End(string why)
    {
        lock (_lock)
        {
            if (_over is not null) return;
            _over = why;
        }

        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _lost.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End("the term has ended");
        _timer.Dispose();
        _lost.Dispose();
    }

    private void Check()
    {
        if (Remaining <= TimeSpan.Zero) End($"the lease was last renewed more than {_deadline.TotalSeconds:0.#} s ago");
    }

    private void OnTime()
    {
        if (Over is null) SetTimer();
    }

    private void SetTimer()
    {
        TimeSpan remaining = Remaining;
        _timer.Change(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
