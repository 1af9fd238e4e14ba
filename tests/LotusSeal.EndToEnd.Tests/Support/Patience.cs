using System.Diagnostics;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>Waits with a bound: every wait of these tests says what did not happen.</summary>
internal static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(90);

    public static readonly TimeSpan Short = TimeSpan.FromSeconds(20);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It does not in time.</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds, TimeSpan atMost, Func<string>? explain = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(start) > atMost) throw new TimeoutException($"Not within {atMost}: {what}\n{explain?.Invoke()}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static Task UntilAsync(string what, Func<bool> holds, TimeSpan atMost, Func<string>? explain = null) =>
        UntilAsync(what, () => Task.FromResult(holds()), atMost, explain);
}
