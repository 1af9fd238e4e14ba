namespace LotusSeal.Sealing.Scheduling;

/// <summary>How the phases use the machine.</summary>
public sealed record SealingOptions
{
    private const string ParentsCacheVariable = "FIL_PROOFS_PARENT_CACHE", DefaultParentsCache = "/var/tmp/filecoin-parents";

    /// <summary>Threads of trees, encoding, piece hashing and parents; labels of a layer always take one.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where parents files are read and written, shared with the reference implementation; null keeps parents out of files.</summary>
    public string? ParentsCacheDirectory { get; init; } = Environment.GetEnvironmentVariable(ParentsCacheVariable) ?? DefaultParentsCache;

    /// <summary>Maps layer files instead of holding two layers in memory: slow, but the kernel can drop pages.</summary>
    public bool LowMemory { get; init; }

    /// <summary>Receives what a person should know and no error tells, for instance a damaged parents file that is written anew.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>Receives what a person wants to read in a log though nothing is wrong, for instance that whole layers were found and kept.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>The cache folder as t_aux and the PreCommit1 output name it; null for the real one.</summary>
    internal string? RecordedCacheDirectory { get; init; }

    internal void Validate()
    {
        if (Threads is < 1 or > 1024) throw new ArgumentOutOfRangeException(nameof(Threads), Threads, $"Threads must be 1 to 1024, not {Threads}.");
    }
}
