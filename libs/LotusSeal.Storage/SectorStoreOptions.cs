namespace LotusSeal.Storage;

/// <summary>Settings of a <see cref="SectorStore"/>.</summary>
public sealed record SectorStoreOptions
{
    /// <summary>Where others reach this process's files: <c>http://HOST:PORT/remote</c>.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Bearer token sent to other processes' <c>/remote</c>; never logged.</summary>
    public string? Token { get; init; }

    /// <summary>Most downloads at the same time.</summary>
    public int ParallelFetchLimit { get; init; } = 5;

    /// <summary>Time for one connection and the answer's header.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A transfer that brings no byte for so long is cut and tried again.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts of one download from one URL; an attempt that brought bytes of a file resumes.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Pause before the second attempt; doubles with each further one, to at most thirty times.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time for one remote DELETE or digest request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a statfs result serves.</summary>
    public TimeSpan StatCacheTime { get; init; } = TimeSpan.FromSeconds(5);
}
