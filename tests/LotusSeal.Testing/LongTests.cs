namespace LotusSeal.Testing;

/// <summary>Tests of minutes: a usual run leaves them out and says so.</summary>
public static class LongTests
{
    private const string Variable = "LOTUSSEAL_LONG_TESTS";

    /// <summary>Whether they are run.</summary>
    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Skips the test unless they are run.</summary>
    public static void Need()
    {
        if (!AreWanted) Assert.Skip($"it takes minutes; {Variable}=1 runs it, as before a release");
    }
}
