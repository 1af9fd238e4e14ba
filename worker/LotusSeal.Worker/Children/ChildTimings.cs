namespace LotusSeal.Worker.Children;

/// <summary>How long a child process is waited for.</summary>
internal sealed record ChildTimings
{
    /// <summary>From its start to its first word.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Without a word while it works; it speaks twice a second.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>To the end of a request that was cancelled; then the process is ended. Shorter than the worker's stop.</summary>
    public TimeSpan Cancel { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// From its kill to its end. One that a driver holds in the kernel does not end, but runs no code of its own any more: it is given up then.
    /// </summary>
    public TimeSpan Death { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Without a request, before the process is ended so that its memory comes back.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(15);
}
