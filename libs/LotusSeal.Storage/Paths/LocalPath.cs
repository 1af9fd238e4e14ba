using System.Runtime.ExceptionServices;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>A storage path of this process: one that was opened, also while its disk is away.</summary>
public sealed class LocalPath
{
    private readonly SpaceSources _sources;
    private readonly DiskLook<PathMeasure> _measuring;
    private readonly DiskLook<long> _walking;
    private readonly DiskLook<PathListing> _listing;
    private readonly Lock _gate = new();
    private StorageDescriptor _descriptor;
    private readonly List<SectorFileKey> _leaving = [];
    private long? _used;
    private PathMeasure? _measured;
    private long? _measuredAt;

    internal LocalPath(string root, StorageDescriptor descriptor, SpaceSources sources)
    {
        (Root, _descriptor, _sources) = (root, descriptor, sources);
        _measuring = new DiskLook<PathMeasure>(ToString(), Measure, sources.Deadline, sources.Time);
        _walking = new DiskLook<long>(ToString(), Walk, sources.ListingDeadline, sources.Time);
        _listing = new DiskLook<PathListing>(ToString(), () => PathListing.Again(this), sources.ListingDeadline, sources.Time);
    }

    /// <summary>Absolute folder, in the form of <see cref="PathName"/>.</summary>
    public string Root { get; }

    /// <summary>What its sectorstore.json said when it was last read.</summary>
    public StorageDescriptor Descriptor
    {
        get => Volatile.Read(ref _descriptor);
        internal set => Volatile.Write(ref _descriptor, value);
    }

    /// <summary>The path's id.</summary>
    public string Id => Descriptor.Id;

    /// <summary>Why no work is given to the path now, null while it is well.</summary>
    internal string? Trouble { get; set; }

    /// <summary>True when the folder and its descriptor are there, as far as a short look can tell.</summary>
    internal bool IsPresent => _measuring.Overdue is null && StorageDescriptor.Absence(Root) is null;

    /// <summary>The declaration of a path whose disk is back; it goes on over several rounds of health reports.</summary>
    internal Task? Returning { get; set; }

    /// <summary>Health reports in a row that the miner did not take.</summary>
    internal int RefusedReports { get; set; }

    /// <summary>Full name of a sector's file or folder here.</summary>
    public string FileOf(SectorFileType type, SectorId sector) => SectorFolder.FileOf(Root, type, sector);

    /// <summary>Marks a file that is taken away from here, from before the index is told until it is gone.</summary>
    internal IDisposable Leave(SectorFileKey file)
    {
        lock (_gate) _leaving.Add(file);
        return new Departure(this, file);
    }

    /// <summary>True when a file is gone or about to go, so that the index must not have it here.</summary>
    internal bool IsLeavingOrGone(SectorFileKey file)
    {
        lock (_gate)
        {
            if (_leaving.Contains(file)) return true;
        }

        return SectorFolder.IsGone(FileOf(file.Type, file.Sector));
    }

    /// <summary>How messages name the path.</summary>
    public override string ToString() => $"storage path {Root} (id:{Id})";

    /// <summary>Space here; statfs results serve for some seconds, reservations are always current.</summary>
    /// <exception cref="StorageException">The disk is gone, is another one, or does not answer.</exception>
    internal async Task<FsStat> StatAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            bool serves = _measuredAt is { } stamp && _sources.Time.GetElapsedTime(stamp) < _sources.CacheTime && _measuring.Overdue is null;
            if (serves) return StatOf(_measured!);
        }

        return StatOf(await _measuring.JoinAsync(cancellationToken));
    }

    /// <summary>Space as the last look found it, without another one; null before the first, and while the path is in trouble.</summary>
    internal FsStat? LastStat => Trouble is null && _measured is { } measured ? StatOf(measured) : null;

    /// <summary>Looks at the disk now.</summary>
    /// <exception cref="StorageException">The disk is gone, is another one, or does not answer.</exception>
    internal Task<PathMeasure> MeasureAsync(CancellationToken cancellationToken) => _measuring.FreshAsync(cancellationToken);

    /// <summary>The sector files and the descriptor as they are now.</summary>
    /// <exception cref="StorageException">The disk is gone, is another one, or does not answer.</exception>
    internal async Task<PathListing> ListAsync(CancellationToken cancellationToken)
    {
        // A mount that hangs shows sooner so than in the reading of all names.
        await StatAsync(cancellationToken);
        return await _listing.JoinAsync(cancellationToken);
    }

    /// <summary>Bytes that a new file may take on a file system, with what tasks were promised taken off.</summary>
    internal long Available(PathMeasure measure, FileSystemSpace space)
    {
        long available = Math.Max(0, space.Available - _sources.Reservations.Outstanding(space.Identity));
        if (Descriptor.MaxStorage == 0) return available;
        // What tasks were promised here is as good as used: otherwise two of them could pass the limit together.
        return Math.Min(available, Math.Max(0, Limit - measure.Used - _sources.Reservations.OutstandingIn(Id)));
    }

    /// <summary>Forgets the cached statfs result, after files were removed.</summary>
    internal void Refresh()
    {
        lock (_gate) _measuredAt = null;
    }

    /// <summary>Fails with a message that names the path when its folder or descriptor vanished, as after a lost mount, or does not answer.</summary>
    internal void EnsurePresent()
    {
        if (_measuring.Overdue is { } time)
            throw new StorageException(StorageFault.PathGone, DiskLook<PathMeasure>.Silence(ToString(), time));
        if (StorageDescriptor.Absence(Root) is { } absence) throw new StorageException(StorageFault.PathGone, $"{this} is gone: {absence}");
    }

    /// <summary>Fails when what lies in the folder now is another path; a descriptor that cannot be read (null) tells nothing.</summary>
    internal void EnsureSame(StorageDescriptor? found)
    {
        if (found is null || found.Id == Id) return;
        throw new StorageException(StorageFault.PathGone,
            $"{this} is gone: {Path.Combine(Root, StorageDescriptor.FileName)} has the id {found.Id} now; is another disk mounted there?");
    }

    private long Limit => (long)Math.Min(Descriptor.MaxStorage, long.MaxValue);

    private FsStat StatOf(PathMeasure measure)
    {
        FileSystemSpace space = measure.Space;
        long available = Available(measure, space), reserved = _sources.Reservations.Outstanding(space.Identity);
        return Descriptor.MaxStorage == 0 ? new FsStat(space.Capacity, available, space.Available, reserved, 0, 0)
            : new FsStat(space.Capacity, available, space.Available, reserved, Limit, measure.Used);
    }

    /// <summary>Runs on the thread of the look.</summary>
    private PathMeasure Measure()
    {
        if (StorageDescriptor.Absence(Root) is { } absence) throw new StorageException(StorageFault.PathGone, $"{this} is gone: {absence}");
        EnsureSame(StorageDescriptor.TryRead(Root));
        try
        {
            FileSystemSpace space = _sources.Probe.Space(Root);
            // Before the space is taken for free: what a task wrote since is in neither.
            _sources.Reservations.Measure(space.Identity, Id);
            PathMeasure measure = new(space, Descriptor.MaxStorage == 0 ? 0 : Used(), Elsewhere(space));
            lock (_gate) (_measured, _measuredAt) = (measure, _sources.Time.GetTimestamp());
            return measure;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.Disk, $"cannot read the free space of {this}: {e.Message}", e);
        }
    }

    /// <summary>
    /// What the files here take. To add it up means to look at each of them, which may last minutes on a slow disk that is well: then the last sum
    /// serves, and before the first nothing is free.
    /// </summary>
    private long Used()
    {
        try
        {
            Task<long> walk = _walking.FreshAsync(CancellationToken.None);
            if (walk.Wait(_sources.Deadline / 3)) return walk.Result;
        }
        catch (AggregateException e) when (e.InnerException is StorageException)
        {
            // It goes on, and so it is with the one before.
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
        }

        lock (_gate) return _used ?? Limit;
    }

    /// <summary>Runs on the thread of its look.</summary>
    private long Walk()
    {
        long used = _sources.Probe.DiskUsage(Root);
        lock (_gate) _used = used;
        return used;
    }

    private Dictionary<SectorFileType, FileSystemSpace> Elsewhere(FileSystemSpace below)
    {
        Dictionary<SectorFileType, FileSystemSpace> elsewhere = [];
        foreach (SectorFileType type in SectorFileTypes.All)
        {
            string folder = Path.Combine(Root, type.FolderName());
            if (!Directory.Exists(folder)) continue;
            FileSystemSpace space = _sources.Probe.Space(folder);
            if (space.Identity != below.Identity) elsewhere[type] = space;
        }

        return elsewhere;
    }

    private sealed class Departure(LocalPath path, SectorFileKey file) : IDisposable
    {
        public void Dispose()
        {
            lock (path._gate) path._leaving.Remove(file);
        }
    }
}
