namespace LotusSeal.Worker.Calls;

/// <summary>Pace and bounds of the delivery of results.</summary>
internal sealed record DeliverySettings
{
    /// <summary>Pause between two attempts for one call, for ever (protocol spec 4.6).</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Deadline of one attempt; a Commit1 output is tens of megabytes.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Concurrent attempts, which also bounds the results held in memory.</summary>
    public int Parallel { get; init; } = 4;
}
