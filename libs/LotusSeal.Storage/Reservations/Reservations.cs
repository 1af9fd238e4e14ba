using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>Bytes promised to running tasks and not yet on disk, one ledger for each file system (protocol spec 5.3).</summary>
/// <remarks>What a task wrote already counts as used by statfs, so only the rest of its promise is held back. Safe for concurrent calls.</remarks>
public sealed class Reservations
{
    private readonly Lock _gate = new();
    private readonly IFileSystemProbe _probe;
    private readonly HashSet<Promise> _promises = [];

    /// <summary>An empty ledger.</summary>
    public Reservations(IFileSystemProbe probe) => _probe = probe;

    /// <summary>Promised and unwritten bytes on a file system.</summary>
    public long Outstanding(string fileSystem)
    {
        lock (_gate) return _promises.Where(promise => promise.FileSystem == fileSystem).Sum(Left);
    }

    /// <summary>Promised and unwritten bytes in one path.</summary>
    public long OutstandingIn(string pathId)
    {
        lock (_gate) return _promises.Where(promise => promise.PathId == pathId).Sum(Left);
    }

    /// <summary>Promises space for types of a sector, all or none; disposing the result takes the promise back.</summary>
    /// <param name="sector">Sector and size.</param>
    /// <param name="targets">Path of each type.</param>
    /// <param name="pathType">Which factors hold.</param>
    /// <exception cref="StorageException">Not enough space; code 102, text <c>can't reserve ...</c>.</exception>
    public IDisposable Reserve(SectorRef sector, IReadOnlyCollection<(SectorFileType Type, LocalPath Path)> targets, PathType pathType)
    {
        ArgumentNullException.ThrowIfNull(sector);
        ulong sectorSize = PoRepConfig.ForProof(sector.ProofType).SectorSize;
        lock (_gate)
        {
            List<Promise> made = [];
            try
            {
                foreach ((SectorFileType type, LocalPath path) in targets)
                {
                    path.Refresh();
                    string file = path.FileOf(type, sector.Id);
                    Promise promise = new(path.FileSystem, path.Id, file, (long)SpaceNeeds.Bytes(type, sectorSize, pathType));
                    long needed = Left(promise), available = path.Stat().Available;
                    if (needed > available)
                    {
                        throw new StorageException(StorageFault.NoSpace,
                            $"can't reserve {promise.Bytes} bytes in '{path.Root}' (id:{path.Id}), only {available} available");
                    }

                    _promises.Add(promise);
                    made.Add(promise);
                }
            }
            catch
            {
                _promises.ExceptWith(made);
                throw;
            }

            return new Release(this, made);
        }
    }

    private long Left(Promise promise)
    {
        long written = _probe.DiskUsage(promise.File);
        if (written == 0)
        {
            string place = Path.Combine(SectorFolder.FetchingFolder(promise.File), Path.GetFileName(promise.File));
            written = UnfinishedSectors.DownloadsOf(place).Select(_probe.DiskUsage).DefaultIfEmpty().Max();
        }

        return Math.Max(0, promise.Bytes - written);
    }

    // Compared by reference: two tasks may promise the same file.
    private sealed class Promise(string fileSystem, string pathId, string file, long bytes)
    {
        public string FileSystem { get; } = fileSystem;
        public string PathId { get; } = pathId;
        public string File { get; } = file;
        public long Bytes { get; } = bytes;
    }

    private sealed class Release(Reservations owner, List<Promise> promises) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate) owner._promises.ExceptWith(promises);
        }
    }
}
