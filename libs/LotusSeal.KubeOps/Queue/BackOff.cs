namespace LotusSeal.KubeOps.Queue;

/// <summary>
/// How long to wait before the next try: twice as long after each failure up to a limit, of which a random part of up to a half is left out, so that
/// many that failed together do not come back together.
/// </summary>
/// <param name="First">After the first failure, at most.</param>
/// <param name="Longest">The limit.</param>
public sealed record BackOff(TimeSpan First, TimeSpan Longest)
{
    // 2 to the power of 30 times the shortest pause is beyond every limit.
    private const int MostDoublings = 30;

    /// <summary>The wait after a number of failures in a row.</summary>
    /// <param name="failures">From 1.</param>
    /// <param name="random">From 0 to 1.</param>
    public TimeSpan After(int failures, double random)
    {
        double whole = Math.Min(First.Ticks * Math.Pow(2, Math.Min(failures - 1, MostDoublings)), Longest.Ticks);
        return TimeSpan.FromTicks((long)(whole * (0.5 + random / 2)));
    }
}
