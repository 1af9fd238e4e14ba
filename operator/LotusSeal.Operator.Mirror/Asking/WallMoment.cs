namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>A time on the wall that stays in the past when the clock is put back.</summary>
/// <param name="At">What the clock said.</param>
/// <param name="Stamp">The steady time.</param>
internal readonly record struct WallMoment(DateTimeOffset At, long Stamp)
{
    /// <summary>This moment.</summary>
    public static WallMoment Now(TimeProvider time) => new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>What the clock would have said at a steady time, had it always been set as it is now.</summary>
    public static DateTimeOffset Of(long stamp, TimeProvider time) => time.GetUtcNow() - time.GetElapsedTime(stamp);

    /// <summary>Whether another time on the wall came later, however the clock was put in between.</summary>
    public bool IsSurelyBefore(DateTimeOffset other, TimeProvider time) => other > At && other > Of(Stamp, time);

    /// <summary>Whether another time on the wall came later.</summary>
    public bool IsBefore(DateTimeOffset other, TimeProvider time)
    {
        DateTimeOffset steady = Of(Stamp, time);
        return other > (At < steady ? At : steady);
    }
}
