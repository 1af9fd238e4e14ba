using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>
/// The sector files of one process: its local paths, and the other paths that the miner's index knows (protocol spec 5).
/// Implemented by <c>SectorStore</c> over an <see cref="Lotus.Api.ISectorIndex"/>.
/// </summary>
public interface ISectorStore
{
    /// <summary>The open local paths.</summary>
    IReadOnlyList<StoragePath> LocalPaths { get; }

    /// <summary>
    /// Opens a path with a sectorstore.json: attaches it, reports its health at once, declares every sector file found (protocol spec 5.3).
    /// </summary>
    /// <remarks>A name in it that is no sector is passed over with a warning.</remarks>
    /// <exception cref="StorageException">Missing folder or descriptor, or an id that is open already.</exception>
    Task OpenPathAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a path of the list of a start. One that cannot be opened is logged and tried again with each health report; one that is open already
    /// is passed over with a warning.
    /// </summary>
    Task OpenListedPathAsync(string path, CancellationToken cancellationToken);

    /// <summary>Detaches a path from the index and closes it, also while its disk is away; its files stay.</summary>
    /// <returns>The folder under which it was open.</returns>
    /// <exception cref="StorageException">It is not open, and not awaited either.</exception>
    Task<string> ClosePathAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the sectorstore.json, attaches and declares again, one path or all (null); with <paramref name="dropMissing"/> drops what the index
    /// has and the disk has not.
    /// </summary>
    /// <exception cref="StorageException">What is wrong with a path, or with several; the others were declared.</exception>
    Task RedeclareAsync(string? pathId, bool dropMissing, CancellationToken cancellationToken);

    /// <summary>Attaches and declares all paths to a miner that has forgotten them; one whose disk is away is attached as unhealthy.</summary>
    Task AnnounceAgainAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reports the health of every local path, each for itself; errors of single paths are logged, once until they are over. A path whose disk is
    /// back is declared again.
    /// </summary>
    Task ReportHealthAsync(CancellationToken cancellationToken);

    /// <summary>True while a path that is well may take files of sectors that are being sealed.</summary>
    bool HasSealingPath { get; }

    /// <summary>True when the index knows a copy of a file, here or elsewhere; nothing is fetched.</summary>
    Task<bool> IsKnownAsync(SectorId sector, SectorFileType type, CancellationToken cancellationToken);

    /// <summary>
    /// Finds or fetches existing types and allocates new ones, with space reserved (protocol spec 5.6). One acquire per sector at a time.
    /// </summary>
    /// <exception cref="StorageException">Nothing found, no suitable path, or no space; <see cref="StorageException.Fault"/> tells which.</exception>
    Task<IAcquiredSector> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken);

    /// <summary>Moves types to a long-term path: copy, sync, compare, declare, only then delete (5.6 MoveStorage).</summary>
    Task MoveStorageAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken);

    /// <summary>Removes a type everywhere that is reachable, except in the paths to keep (5.6 Remove).</summary>
    Task RemoveAsync(SectorId sector, SectorFileType type, IReadOnlyCollection<string> keepPathIds, CancellationToken cancellationToken);

    /// <summary>Removes a file from the local sealing paths where the index does not know of it: what given-up work has left.</summary>
    Task RemoveUnknownAsync(SectorId sector, SectorFileType type, CancellationToken cancellationToken);

    /// <summary>Removes the non-primary copies when a primary one exists (5.6 RemoveCopies).</summary>
    Task RemoveCopiesAsync(SectorId sector, SectorFileType type, CancellationToken cancellationToken);

    /// <summary>Space of a local path, null when the id is not local.</summary>
    /// <exception cref="StorageException">The disk is away or does not answer.</exception>
    Task<FsStat?> StatAsync(string pathId, CancellationToken cancellationToken);

    /// <summary>Space of a local path as of the last look at its disk, which is not asked; null when the id is not local or the disk away.</summary>
    FsStat? LastStat(string pathId);
}
