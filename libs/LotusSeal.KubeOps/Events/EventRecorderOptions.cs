namespace LotusSeal.KubeOps.Events;

/// <summary>How many events are written. Whatever a controller says, the API server gets no more than this.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>Who reports, with a domain: <c>lotusseal.io/operator</c>.</summary>
    public required string Controller { get; init; }

    /// <summary>Which process of it.</summary>
    public required string Instance { get; init; }

    /// <summary>Events that wait to be written; more are dropped and counted.</summary>
    public int Waiting { get; init; } = 1_000;

    /// <summary>Requests a second, in the long run and at once.</summary>
    public (double PerSecond, int Burst) Rate { get; init; } = (20, 100);

    /// <summary>Different events of one object at once.</summary>
    public int ObjectBurst { get; init; } = 25;

    /// <summary>After which an object that has used them up may have another one.</summary>
    public TimeSpan ObjectPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two writes of how often an event was repeated.</summary>
    public TimeSpan SeriesPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After which an event that was not repeated is a new one when it comes again.</summary>
    public TimeSpan SeriesEnd { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Events that are remembered for their repetitions.</summary>
    public int Remembered { get; init; } = 5_000;
}
