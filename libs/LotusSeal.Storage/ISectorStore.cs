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
    /// <exception cref="StorageException">Missing folder or descriptor, an id that is open already, a file name that is no sector.</exception>
    Task OpenPathAsync(string path, CancellationToken cancellationToken);

    /// <summary>Detaches a path from the index and closes it; its files stay.</summary>
    Task ClosePathAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Attaches and declares again, one path or all (null); with <paramref name="dropMissing"/> drops what the index has and the disk has not.
    /// </summary>
    Task RedeclareAsync(string? pathId, bool dropMissing, CancellationToken cancellationToken);

    /// <summary>Reports the health of every local path; errors of single paths are logged.</summary>
    Task ReportHealthAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Finds or fetches existing types and allocates new ones, with space reserved (protocol spec 5.6). One acquire per sector at a time.
    /// </summary>
    /// <exception cref="StorageException">Nothing found, no suitable path, or no space; <see cref="StorageException.Code"/> tells which.</exception>
    Task<IAcquiredSector> AcquireAsync(SectorRef sector, SectorFileType existing, SectorFileType allocate, PathType pathType, AcquireMode mode,
        CancellationToken cancellationToken);

    /// <summary>Moves types to a long-term path: copy, sync, compare, declare, only then delete (5.6 MoveStorage).</summary>
    Task MoveStorageAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken);

    /// <summary>Removes a type everywhere that is reachable, except in the paths to keep (5.6 Remove).</summary>
    Task RemoveAsync(SectorId sector, SectorFileType type, IReadOnlyCollection<string> keepPathIds, CancellationToken cancellationToken);

    /// <summary>Removes the non-primary copies when a primary one exists (5.6 RemoveCopies).</summary>
    Task RemoveCopiesAsync(SectorId sector, SectorFileType type, CancellationToken cancellationToken);

    /// <summary>Space of a local path, null when the id is not local.</summary>
    FsStat? Stat(string pathId);
}

/// <summary>
/// Files of a sector while a task uses them. Disposing gives the reserved space back; it declares nothing. The sector itself is not held: a task may
/// acquire more of it.
/// </summary>
public interface IAcquiredSector : IAsyncDisposable
{
    /// <summary>Local path of a type.</summary>
    string PathOf(SectorFileType type);

    /// <summary>Id of the storage path that holds the type.</summary>
    string StorageIdOf(SectorFileType type);

    /// <summary>Declares the allocated types (not primary); called when the task succeeded.</summary>
    Task DeclareAsync(CancellationToken cancellationToken);
}

/// <summary>A storage operation that cannot be done; the message names path, sector and reason.</summary>
public sealed class StorageException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StorageException(string message, SealErrorCode code = SealErrorCode.Unknown) : base(message) => Code = code;

    /// <summary>Creates the exception with its cause.</summary>
    public StorageException(string message, Exception innerException, SealErrorCode code = SealErrorCode.Unknown)
        : base(message, innerException) => Code = code;

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public StorageException() { }

    /// <summary>The code that the miner is told: 102 for missing space, else 0.</summary>
    public SealErrorCode Code { get; }
}
