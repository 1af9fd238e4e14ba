using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Calls;

/// <summary>A row of the call store without its result, which may be tens of megabytes.</summary>
/// <param name="Call">The handle that the miner was given.</param>
/// <param name="Task">What the call asks for, and so how it ends.</param>
/// <param name="State">Where the call is.</param>
/// <param name="AcceptedAt">When the row was written.</param>
/// <param name="FinishedAt">When the result was stored, or null.</param>
internal sealed record CallEntry(CallId Call, TaskDefinition Task, CallState State, DateTimeOffset AcceptedAt, DateTimeOffset? FinishedAt);
