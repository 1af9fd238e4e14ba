using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Calls;

/// <summary>A row of the call store without its result, which may be tens of megabytes.</summary>
/// <param name="Call">The handle that the miner was given.</param>
/// <param name="Returns">How the call ends.</param>
/// <param name="Task">Long task name.</param>
/// <param name="State">Where the call is.</param>
/// <param name="AcceptedAt">When the row was written.</param>
/// <param name="FinishedAt">When the result was stored, or null.</param>
internal sealed record CallEntry(CallId Call, ReturnKind Returns, string Task, CallState State, DateTimeOffset AcceptedAt,
    DateTimeOffset? FinishedAt);
