using LotusSeal.Lotus.Json;

namespace LotusSeal.Worker.Tasks;

/// <summary>How a run ended.</summary>
/// <param name="Value">The result in its wire form; null for a failure and for tasks without a value.</param>
/// <param name="Error">Why there is none, or null.</param>
/// <param name="IsInterrupted">The worker stops: the calls stay in the store and are returned as restarted by the next process.</param>
internal sealed record RunOutcome(RawJson? Value, Exception? Error, bool IsInterrupted = false)
{
    /// <summary>The outcome of what the stop of the worker ended.</summary>
    public static RunOutcome Interrupted => new(null, new OperationCanceledException("the worker stops"), IsInterrupted: true);
}
