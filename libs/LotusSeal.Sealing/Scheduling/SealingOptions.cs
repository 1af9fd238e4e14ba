using LotusSeal.Sealing.Memory;

namespace LotusSeal.Sealing.Scheduling;

/// <summary>How the phases use the machine.</summary>
public sealed record SealingOptions
{
    /// <summary>What everybody has who sets nothing (porep.md 1.3).</summary>
    public const int DefaultRowsToDiscard = 2;

    /// <summary>Threads of trees, encoding, piece hashing and parents; labels of a layer always take one.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where parents files are made and read, shared with the reference implementation; null, the default, keeps none.</summary>
    /// <remarks>A file saves nothing: whatever is in it is compared with the graph.</remarks>
    public string? ParentsCacheDirectory { get; init; }

    /// <summary>
    /// Rows above the leaves that PreCommit2 leaves out of TreeRLast, 0 to 2; trees of sectors below 8 MiB always lack one. Whoever reads the
    /// files for PoSt needs the same setting (porep.md 1.3).
    /// </summary>
    public int RowsToDiscard { get; init; } = DefaultRowsToDiscard;

    /// <summary>Maps layer files instead of holding two layers in memory: slow, but the kernel can drop pages.</summary>
    public bool LowMemory { get; init; }

    /// <summary>Gives PreCommit1 cores of its own; null, the default, lets it label wherever the system puts it.</summary>
    public ILabelCores? LabelCores { get; init; }

    /// <summary>
    /// How many layers are labelled at a time, each in a loop on a thread of its own; sectors beyond that are labelled together with others, where
    /// the processor gains by it. The default has no bound.
    /// </summary>
    public int LabelLoops { get; init; } = int.MaxValue;

    /// <summary>Receives what a person should know and no error tells, for instance that a parents file is damaged.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>Receives what a person wants to read in a log though nothing is wrong, for instance that whole layers were found and kept.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>The cache folder as t_aux and the PreCommit1 output name it; null for the real one.</summary>
    internal string? RecordedCacheDirectory { get; init; }

    /// <summary>Sectors in one loop; null for what a measurement says.</summary>
    internal int? LabelWidth { get; init; }

    /// <summary>How long a sector waits for another that is between two layers, where the disk may hold it up, before it is labelled alone.</summary>
    internal TimeSpan PartnerPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Files of sectors of so many bytes and more leave the page cache when they are written and when PreCommit2 has used them: nobody reads them
    /// for hours. Those of smaller ones push nothing out, and the next step reads them at once.
    /// </summary>
    internal ulong LargeSector { get; init; } = 1UL << 30;

    /// <summary>True when files of a sector of so many bytes leave the page cache.</summary>
    internal bool LeavesMemory(ulong sectorSize) => sectorSize >= LargeSector;

    /// <summary>After this time of labelling, what is labelled of a layer is synced, so that a power cut costs no more of it.</summary>
    internal TimeSpan LabelsAtRisk { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Measures that.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where memory of layers comes from.</summary>
    internal IPageSystem Pages { get; init; } = PageMemory.System;

    internal void Validate()
    {
        if (Threads is < 1 or > 1024) throw new ArgumentOutOfRangeException(nameof(Threads), Threads, $"Threads must be 1 to 1024, not {Threads}.");
        if (LabelLoops < 1)
            throw new ArgumentOutOfRangeException(nameof(LabelLoops), LabelLoops, $"LabelLoops must be at least 1, not {LabelLoops}.");
        // The reference writes trees without more rows too, and fails at every proof over them.
        if (RowsToDiscard is < 0 or > DefaultRowsToDiscard)
            throw new ArgumentOutOfRangeException(nameof(RowsToDiscard), RowsToDiscard, $"RowsToDiscard must be 0 to 2, not {RowsToDiscard}.");
    }
}
