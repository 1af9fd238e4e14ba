namespace LotusSeal.KubeOps.LeaderElection;

/// <summary>
/// A point in time by both clocks. A stopped process sees the steady clock go on; a suspended machine does not, but its wall clock is right again
/// after it wakes. Whoever asks whether a right has run out takes the longer of the two: a wall clock that is put forward ends it early, which is
/// safe, and one that is put back changes nothing.
/// </summary>
internal readonly record struct Moment(long Timestamp, DateTimeOffset WallTime)
{
    public static Moment Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

    /// <summary>The time since then, by the clock that saw more of it.</summary>
    public TimeSpan LongestSince(TimeProvider time)
    {
        TimeSpan steady = time.GetElapsedTime(Timestamp), wall = time.GetUtcNow() - WallTime;
        return steady > wall ? steady : wall;
    }
}
