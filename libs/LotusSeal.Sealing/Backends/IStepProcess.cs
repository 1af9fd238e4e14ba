using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Backends;

/// <summary>
/// Whole steps in another process, which opens the sector's files by their names: what crashes there leaves this process and its other sectors alone.
/// </summary>
/// <remarks>
/// Safe for concurrent calls on different sectors; a process that works on one at a time makes them wait. When a call ends, by an exception too, the
/// process no longer touches the files. A <see cref="SealingException"/> tells that a file is damaged or cannot be written, a
/// <see cref="SealingBackendException"/> that the device failed, or that the process was lost again and again.
/// </remarks>
public interface IStepProcess
{
    /// <summary>Has the process compute known answers.</summary>
    /// <returns>What is wrong, or null.</returns>
    BackendFault? FindFault();

    /// <summary>PreCommit2 of a sector (porep.md 6.2).</summary>
    /// <param name="input">What PreCommit1 returned.</param>
    /// <param name="paths">The sector's files now.</param>
    /// <param name="progress">Nodes hashed.</param>
    /// <param name="cancellationToken">Ends the work, or else the process.</param>
    SealCommitments PreCommit2(PreCommit1Output input, SectorPaths paths, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken);

    /// <summary>An update of a sealed sector (porep.md 10.3).</summary>
    /// <param name="key">The sealed sector, whose files are only read.</param>
    /// <param name="update">Where the update goes.</param>
    /// <param name="unsealed">The padded data.</param>
    /// <param name="pieces">The pieces in it, in order.</param>
    /// <param name="progress">Nodes.</param>
    /// <param name="cancellationToken">Ends the work, or else the process.</param>
    /// <returns>The new commitments.</returns>
    SealCommitments Encode(SectorKey key, UpdateFiles update, string unsealed, IReadOnlyList<PieceCommitment> pieces,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken);

    /// <summary>The sealed file of an updated sector, made anew.</summary>
    /// <param name="key">The sealed sector: its file is written, with TreeRLast.</param>
    /// <param name="keyTemporary">Name of the sealed file until it is whole, on the same file system; null for one beside it.</param>
    /// <param name="update">The updated replica.</param>
    /// <param name="unsealed">The padded data that is in it.</param>
    /// <param name="newCommD">CommD of that data.</param>
    /// <param name="progress">Nodes.</param>
    /// <param name="cancellationToken">Ends the work, or else the process.</param>
    void RegenerateKey(SectorKey key, string? keyTemporary, string update, string unsealed, CommD newCommD, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken);
}
