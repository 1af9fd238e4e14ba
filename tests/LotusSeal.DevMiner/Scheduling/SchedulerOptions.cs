namespace LotusSeal.DevMiner.Scheduling;

/// <summary>Times of the scheduler; the defaults are Lotus' (protocol spec 4.2, 4.3).</summary>
public sealed record SchedulerOptions
{
    /// <summary>Open windows a worker.</summary>
    public int WindowsPerWorker { get; init; } = 2;

    /// <summary>No assignment before this long after the start.</summary>
    public TimeSpan StartDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a worker's session is polled.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Limit of a session poll and of the questions of a scheduling cycle.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
