using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>
/// Keeps since when a worker has been quiet. Signs come in an order: that its call has returned counts for as long as no work was seen, and nothing
/// was changed at the worker, after it.
/// </summary>
/// <param name="time">The time.</param>
internal sealed class QuietWatch(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _order, _busy, _returned;
    private DateTimeOffset? _busyLook;
    private WallMoment? _counted, _acted;
    private QuietRecord? _record;
    private long _quietSince;

    /// <summary>Its call has returned: it is quiet.</summary>
    public void Returned()
    {
        lock (_lock) _returned = ++_order;
    }

    /// <summary>Something was changed at it, or may have been.</summary>
    public void Acted()
    {
        lock (_lock)
        {
            _busy = ++_order;
            _acted = WallMoment.Now(time);
            _record = null;
        }
    }

    /// <summary>It does not answer, or does not end its work any more.</summary>
    public void Reset()
    {
        lock (_lock) _record = null;
    }

    /// <summary>Takes in what worker and miner say of its work.</summary>
    /// <param name="hasCalls">Whether the worker itself lists calls.</param>
    /// <param name="look">What the miner says.</param>
    /// <returns>Whether no work was seen since its call returned.</returns>
    public bool See(bool hasCalls, MinerLook? look)
    {
        lock (_lock)
        {
            // The same answer of the miner, seen again, is no new sign.
            bool isListed = look is { HasWork: true } listed && listed.At != _busyLook;
            if (isListed) _busyLook = look!.Value.At;
            if (hasCalls || isListed) _busy = ++_order;
            return _returned > _busy;
        }
    }

    /// <summary>Counts a look.</summary>
    /// <param name="isQuiet">Whether worker and miner say that there is no work.</param>
    /// <param name="look">What the miner says; without it nothing is known.</param>
    /// <returns>Since when both have said so; null when they do not.</returns>
    public QuietRecord? Count(bool isQuiet, MinerLook? look)
    {
        lock (_lock)
        {
            if (!isQuiet || look is not { HasWork: false } seen) return _record = null;
            if (_counted?.IsBefore(seen.At, time) != false && _acted?.IsBefore(seen.At, time) != false)
            {
                if (_record is null) _quietSince = time.GetTimestamp();
                _record = QuietRecord.Next(_record, true, WallMoment.Now(time).At);
                _counted = new WallMoment(seen.At, time.GetTimestamp());
            }

            // A clock that is put forward makes no quiet time of it.
            return _record is null ? null : _record with { Since = WallMoment.Of(_quietSince, time) };
        }
    }
}
