using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Backends;

/// <summary>
/// PreCommit2 in another process, which opens the sector's files by their names: what crashes there leaves this process and its other sectors alone.
/// </summary>
/// <remarks>
/// Safe for concurrent calls on different sectors; a process that works on one at a time makes them wait. When a call ends, by an exception too, the
/// process no longer touches the files.
/// </remarks>
public interface IReplicaProcess
{
    /// <summary>Has the process compute known answers.</summary>
    /// <returns>What is wrong, or null.</returns>
    BackendFault? FindFault();

    /// <summary>PreCommit2 of a sector (porep.md 6.2).</summary>
    /// <param name="input">What PreCommit1 returned.</param>
    /// <param name="paths">The sector's files now.</param>
    /// <param name="progress">Nodes hashed.</param>
    /// <param name="cancellationToken">Ends the work, or else the process.</param>
    /// <exception cref="SealingException">A file is damaged or cannot be written.</exception>
    /// <exception cref="SealingBackendException">The device failed, or the process was lost again and again.</exception>
    SealCommitments Run(PreCommit1Output input, SectorPaths paths, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken);
}
