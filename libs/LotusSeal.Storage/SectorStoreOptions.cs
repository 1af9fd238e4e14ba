namespace LotusSeal.Storage;

/// <summary>Settings of a <see cref="SectorStore"/>. Every time must be greater than zero unless it says otherwise.</summary>
public sealed record SectorStoreOptions
{
    /// <summary>Where others reach this process's files: <c>http://HOST:PORT/remote</c>, without a slash at the end.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>
    /// Bearer token sent to other processes' <c>/remote</c>, asked for at each request since a miner may change it; null to send none; never logged.
    /// </summary>
    public Func<string?> Token { get; init; } = static () => null;

    /// <summary>Most downloads of sector files at the same time, in this whole process; 1 and more.</summary>
    public int ParallelFetchLimit { get; init; } = 5;

    /// <summary>Time until a connection stands, and again until the header of an answer is there; 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A transfer that brings no byte for so long is cut and tried again; 60 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts of one download from one URL, 1 and more; an attempt that brought bytes of a file goes on from there.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Pause before the second attempt, 1 s; doubles with each further one, to at most thirty times. Zero is allowed.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time for one DELETE at another process, or for its digests, for which it may have to read the whole file; 30 min.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an answer of statfs serves; 5 s, as in Lotus (protocol spec 5.3). Zero asks each time.</summary>
    public TimeSpan StatCacheTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A disk that does not tell its space within this time is taken for hung, 15 s: the miner's patience is 50 s.</summary>
    public TimeSpan DiskTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The same for reading all names of a path and tidying up there; 2 min.</summary>
    public TimeSpan ListingTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
