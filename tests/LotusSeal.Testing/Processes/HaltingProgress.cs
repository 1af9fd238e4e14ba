using System.Diagnostics;

namespace LotusSeal.Testing.Processes;

/// <summary>What a child says that stands still to be killed.</summary>
public static class HaltingProgress
{
    /// <summary>The line on its standard output.</summary>
    public const string StandsStill = "stands still";

    /// <summary>Waits until a child says so.</summary>
    public static async Task WaitAsync(Process child) => Assert.Equal(StandsStill,
        await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit));
}

/// <summary>
/// Stands still for ever at the first report whose text has a part, and says so. It is not in the test's assembly, whose code no other thread of a
/// child can run: a child plays its role in that assembly's initializer.
/// </summary>
/// <param name="part">The part.</param>
public sealed class HaltingProgress<T>(string part) : IProgress<T> where T : notnull
{
    /// <inheritdoc/>
    public void Report(T value)
    {
        if (!value.ToString()!.Contains(part, StringComparison.Ordinal)) return;
        Console.WriteLine(HaltingProgress.StandsStill);
        Thread.Sleep(Timeout.Infinite);
    }
}
