namespace LotusSeal.Storage;

/// <summary>How often one source of a file was asked for it.</summary>
internal sealed class SourceAttempts(DownloadSource source)
{
    /// <summary>The source.</summary>
    public DownloadSource Source { get; } = source;

    /// <summary>Attempts so far.</summary>
    public int Count { get; set; }

    /// <summary>Why it is not asked again, null while it may be.</summary>
    public StorageException? Failure { get; set; }
}
