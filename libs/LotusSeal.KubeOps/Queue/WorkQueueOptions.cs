namespace LotusSeal.KubeOps.Queue;

/// <summary>How fast keys come out of a queue.</summary>
public sealed record WorkQueueOptions
{
    /// <summary>The wait of a key that failed.</summary>
    public BackOff BackOff { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>Keys a second in the long run, whatever is put in: what bounds a loop that nobody foresaw.</summary>
    public double PerSecond { get; init; } = 100;

    /// <summary>Keys at once after a quiet time, as at a start.</summary>
    public int Burst { get; init; } = 1_000;
}
