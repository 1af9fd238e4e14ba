namespace LotusSeal.Worker.Calls;

/// <summary>
/// Pace and bounds of the delivery of results. How long one attempt may stand still is the miner connection's business
/// (<see cref="Catalog.TaskDefinition.ReturnDeadline"/>); while bytes go out it may last.
/// </summary>
internal sealed record DeliverySettings
{
    /// <summary>Pause between two attempts for one call, for ever (protocol spec 4.6).</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Name of this worker, for the failure of a call whose result cannot be delivered.</summary>
    public string WorkerName { get; init; } = "";

    /// <summary>Concurrent attempts, which also bounds the results held in memory.</summary>
    public int Parallel { get; init; } = 4;
}
