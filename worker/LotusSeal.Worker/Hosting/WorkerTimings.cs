namespace LotusSeal.Worker.Hosting;

/// <summary>Intervals of the daemon: Lotus' values, which tests shorten.</summary>
internal sealed record WorkerTimings
{
    /// <summary>Pause between attempts to reach the miner at start.</summary>
    public TimeSpan MinerRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Interval of the session check and of the health reports (protocol spec 4.2).</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server stays up after a Shutdown request (protocol spec 1.10).</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a stop waits for tasks to reach a point where they can end.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a registration waits for results to be tried before it goes on.</summary>
    public TimeSpan DeliveryPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between two attempts to deliver a result.</summary>
    public TimeSpan DeliveryRetry { get; init; } = TimeSpan.FromSeconds(5);
}
