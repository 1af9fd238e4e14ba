using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>Bytes promised to running tasks and not yet on disk, one ledger for each file system (protocol spec 5.3).</summary>
/// <remarks>
/// What a task wrote already counts as used by statfs, so only the rest of its promise is held back. Disks are looked at on the threads of their
/// paths, never under the lock of the ledger: a mount that hangs holds up nobody else. Safe for concurrent calls.
/// </remarks>
public sealed class Reservations
{
    private readonly Lock _gate = new();
    private readonly IFileSystemProbe _probe;
    private readonly HashSet<Promise> _promises = [];

    /// <summary>An empty ledger.</summary>
    public Reservations(IFileSystemProbe probe) => _probe = probe;

    /// <summary>Promised and unwritten bytes on a file system, as of the last look at it.</summary>
    public long Outstanding(string fileSystem)
    {
        lock (_gate) return _promises.Where(promise => promise.FileSystem == fileSystem).Sum(promise => promise.Left);
    }

    /// <summary>Promised and unwritten bytes in one path, as of the last look at it.</summary>
    public long OutstandingIn(string pathId)
    {
        lock (_gate) return _promises.Where(promise => promise.FileSystem is not null && promise.Path.Id == pathId).Sum(promise => promise.Left);
    }

    /// <summary>Promises space for types of a sector, all or none; disposing the result takes the promise back.</summary>
    /// <param name="sector">Sector and size.</param>
    /// <param name="targets">Path of each type.</param>
    /// <param name="pathType">Which factors hold.</param>
    /// <param name="cancellationToken">Ends the look at the disks.</param>
    /// <exception cref="StorageException">Not enough space: code 102, text <c>can't reserve ...</c>. Or a disk is gone or does not answer.</exception>
    public async Task<IDisposable> ReserveAsync(SectorRef sector, IReadOnlyCollection<(SectorFileType Type, LocalPath Path)> targets,
        PathType pathType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        ulong sectorSize = PoRepConfig.ForProof(sector.ProofType).SectorSize;
        Promise[] wanted = [.. targets.Select(target => new Promise(target.Path, target.Type, target.Path.FileOf(target.Type, sector.Id),
            (long)SpaceNeeds.Bytes(target.Type, sectorSize, pathType)))];
        // In the ledger before the disks are looked at, so that the look sees how much of each file is there already; they count nothing yet.
        lock (_gate) _promises.UnionWith(wanted);
        try
        {
            Dictionary<LocalPath, PathMeasure> measures = [];
            foreach (LocalPath path in wanted.Select(promise => promise.Path).Distinct())
                measures[path] = await path.MeasureAsync(cancellationToken);
            lock (_gate)
            {
                foreach (Promise promise in wanted) Grant(promise, measures[promise.Path]);
            }

            return new Release(this, wanted);
        }
        catch
        {
            lock (_gate) _promises.ExceptWith(wanted);
            throw;
        }
    }

    /// <summary>Looks how much of the promised files is written, in a path and on its file system. On the thread of that path's look.</summary>
    internal void Measure(string fileSystem, string pathId)
    {
        Promise[] near;
        lock (_gate) near = [.. _promises.Where(promise => promise.Path.Id == pathId || promise.FileSystem == fileSystem)];
        foreach (Promise promise in near)
        {
            long written = Written(promise.File);
            lock (_gate) promise.Written = written;
        }
    }

    private static void Grant(Promise promise, PathMeasure measure)
    {
        FileSystemSpace space = measure.SpaceOf(promise.Type);
        long available = promise.Path.Available(measure, space);
        if (promise.Left > available)
        {
            throw new StorageException(StorageFault.NoSpace,
                $"can't reserve {promise.Bytes} bytes in '{promise.Path.Root}' (id:{promise.Path.Id}), only {available} available");
        }

        promise.FileSystem = space.Identity;
    }

    private long Written(string file)
    {
        long written = _probe.DiskUsage(file);
        return written > 0 ? written : _probe.DiskUsage(Path.Combine(Path.GetDirectoryName(file)!, SectorFolder.Fetching, Path.GetFileName(file)));
    }

    // Compared by reference: two tasks may promise the same file. Written and FileSystem change under the lock of the ledger.
    private sealed class Promise(LocalPath path, SectorFileType type, string file, long bytes)
    {
        public LocalPath Path { get; } = path;
        public SectorFileType Type { get; } = type;
        public string File { get; } = file;
        public long Bytes { get; } = bytes;

        /// <summary>Where the file comes to lie; null until the promise is given.</summary>
        public string? FileSystem { get; set; }

        public long Written { get; set; }

        public long Left => Math.Max(0, Bytes - Written);
    }

    private sealed class Release(Reservations owner, Promise[] promises) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate) owner._promises.ExceptWith(promises);
        }
    }
}
