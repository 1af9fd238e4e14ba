namespace LotusSeal.Operator.Planning;

/// <summary>How long a failed pod waits for the next one of its ordinal.</summary>
public static class FailureBackOff
{
    /// <summary>From here on the pool is degraded.</summary>
    public const int Many = 5;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5), Longest = TimeSpan.FromMinutes(5);

    /// <summary>No time after the first failure, then 5 s, 10 s, 20 s … and 5 min at most.</summary>
    /// <param name="before">How many pods failed in a row before.</param>
    public static TimeSpan Delay(int before)
    {
        if (before <= 0) return TimeSpan.Zero;
        TimeSpan delay = First * Math.Pow(2, Math.Min(before - 1, 16));
        return delay < Longest ? delay : Longest;
    }
}
