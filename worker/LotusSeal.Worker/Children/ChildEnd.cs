namespace LotusSeal.Worker.Children;

/// <summary>Why a child process ended, in words.</summary>
internal static class ChildEnd
{
    /// <summary>The framework gives the end by a signal as 128 and its number.</summary>
    private const int SignalBase = 128, Abort = 6, Kill = 9, Segment = 11;

    /// <summary>Says it.</summary>
    /// <param name="killed">Why this worker killed it; null when it did not.</param>
    /// <param name="code">Its exit code.</param>
    /// <param name="last">The last lines of its standard error.</param>
    public static string Describe(string? killed, int code, IReadOnlyList<string> last)
    {
        string how = killed is not null ? $"{killed}, and was killed" : code switch
        {
            SignalBase + Kill => "it was killed (signal 9), as the kernel does when memory is short",
            SignalBase + Abort => "it aborted (signal 6)",
            SignalBase + Segment => "it crashed (signal 11)",
            > SignalBase and < SignalBase + 65 => FormattableString.Invariant($"it ended by signal {code - SignalBase}"),
            _ => FormattableString.Invariant($"it ended with code {code}"),
        };
        return last.Count == 0 ? how : $"{how}; its last words: {string.Join(" | ", last)}";
    }
}
