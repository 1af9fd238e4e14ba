namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// A deadline of silence: it passes when nothing has moved for so long, and starts anew with each step. A slow uplink needs many minutes for
/// half a gigabyte, and a peer that is gone must be noticed all the same.
/// </summary>
internal sealed class ProgressDeadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;

    public ProgressDeadline(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _silence = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, cancellationToken);
    }

    /// <summary>Cancelled when the deadline has passed, or by the caller's own token.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Something moved.</summary>
    public void Renew() => _silence.CancelAfter(_limit);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
    }
}
