using LotusSeal.Primitives;

namespace LotusSeal.Operator.Observed;

/// <summary>A task that waits in the miner's queue.</summary>
/// <param name="Sector">Its sector.</param>
/// <param name="Task">Long name of its kind.</param>
public sealed record QueuedRequest(SectorId Sector, string Task);
