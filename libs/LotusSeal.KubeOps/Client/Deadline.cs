namespace LotusSeal.KubeOps.Client;

/// <summary>A token that ends with the caller's, with a fence, or at a deadline, and tells which of them it was.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;

    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken caller, CancellationToken fence = default)
    {
        _caller = caller;
        _timer = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller, fence);
    }

    public CancellationToken Token => _linked.Token;

    /// <summary>True when it was time that ended the work, and not somebody's wish.</summary>
    public bool Passed => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Starts the time anew.</summary>
    public void Restart(TimeSpan limit) => _timer.CancelAfter(limit);

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
