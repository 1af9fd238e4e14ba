using System.Globalization;

namespace LotusSeal.Worker.Hosting;

/// <summary>Intervals of the daemon: Lotus' values, which tests shorten.</summary>
internal sealed record WorkerTimings
{
    /// <summary>Factor on all intervals, as the development miner's <c>--time-scale</c>: for trials beside it, never for a real miner.</summary>
    public const string ScaleVariable = "LOTUSSEAL_TIME_SCALE";

    /// <summary>Pause between attempts to reach the miner at start.</summary>
    public TimeSpan MinerRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Interval of the session check and of the health reports (protocol spec 4.2).</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Interval at which unfinished files of ended processes are looked for in the storage paths.</summary>
    public TimeSpan Tidying { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the server stays up after a Shutdown request (protocol spec 1.10).</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a stop waits for tasks to reach a point where they can end.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a registration waits for results to be tried before it goes on.</summary>
    public TimeSpan DeliveryPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a task waits for a miner's index that does not answer, before it fails.</summary>
    public TimeSpan IndexPatience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Pause between two attempts to deliver a result.</summary>
    public TimeSpan DeliveryRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the bytes of a piece may stop coming before its task fails; more patience would keep this worker from registering.</summary>
    public TimeSpan PiecePatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The intervals times the factor that a person set, unchanged when there is none.</summary>
    /// <exception cref="FormatException">It is no factor from 0.01 to 1.</exception>
    public WorkerTimings Scaled(string? factor)
    {
        if (string.IsNullOrEmpty(factor)) return this;
        if (!double.TryParse(factor, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double scale)
            || scale is not (>= 0.01 and <= 1))
            throw new FormatException($"{ScaleVariable}: '{factor}' is no number from 0.01 to 1.");
        return new WorkerTimings
        {
            MinerRetry = MinerRetry * scale,
            Heartbeat = Heartbeat * scale,
            Tidying = Tidying * scale,
            ShutdownGrace = ShutdownGrace * scale,
            StopPatience = StopPatience,
            DeliveryPatience = DeliveryPatience,
            IndexPatience = IndexPatience,
            PiecePatience = PiecePatience,
            DeliveryRetry = DeliveryRetry * scale,
        };
    }
}
