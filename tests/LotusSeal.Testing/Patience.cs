using System.Diagnostics;

namespace LotusSeal.Testing;

/// <summary>Waits for what gives no signal, such as a line in another process' log. The limit only ends a hang, it is no expectation.</summary>
public static class Patience
{
    /// <summary>Longer than anything that a test waits for takes, on a slow and busy machine too.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="what">The condition in words.</param>
    /// <param name="holds">Looks.</param>
    /// <param name="explain">What a failure shows, such as a log.</param>
    /// <exception cref="TimeoutException">It never does.</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds, Func<string>? explain = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit) throw new TimeoutException($"Not within {Limit}: {what}\n{explain?.Invoke()}");
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(string, Func{Task{bool}}, Func{string})"/>
    public static Task UntilAsync(string what, Func<bool> holds, Func<string>? explain = null) =>
        UntilAsync(what, () => Task.FromResult(holds()), explain);
}
