using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>
/// Keeps what calls a worker had before its miner was asked. A miner's answer is seconds old when the worker is asked: a call that it lists and the
/// worker has no more may have been returned in between.
/// </summary>
/// <param name="time">The time.</param>
internal sealed class CallWatch(TimeProvider time)
{
    private (WallMoment When, IReadOnlyList<OpenCall> Calls)? _last, _before;

    /// <summary>Takes in what a worker answers.</summary>
    /// <param name="calls">Its calls; null when it does not tell.</param>
    /// <param name="look">What the miner says.</param>
    /// <returns>The calls that it had before the miner was asked; null when nobody had asked it then.</returns>
    public IReadOnlyList<OpenCall>? See(IReadOnlyList<OpenCall>? calls, MinerLook? look)
    {
        if (calls is null || look is not { } seen)
        {
            Reset();
            return null;
        }

        if (_last is { } last && last.When.IsSurelyBefore(seen.At, time)) _before = last;
        _last = (WallMoment.Now(time), calls);
        return _before?.Calls;
    }

    /// <summary>It does not answer: it may be another process when it does.</summary>
    public void Reset() => _last = _before = null;
}
