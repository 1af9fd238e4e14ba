using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>An open storage path of this process.</summary>
public sealed class LocalPath
{
    private readonly IFileSystemProbe _probe;
    private readonly Reservations _reservations;
    private readonly TimeProvider _time;
    private readonly TimeSpan _cacheTime;
    private readonly Lock _gate = new();
    private (long Stamp, FileSystemSpace Space, long Used)? _cached;

    internal LocalPath(string root, StorageDescriptor descriptor, IFileSystemProbe probe, Reservations reservations,
        TimeProvider time, TimeSpan cacheTime)
    {
        (Root, Descriptor, _probe, _reservations, _time, _cacheTime) = (root, descriptor, probe, reservations, time, cacheTime);
    }

    /// <summary>Absolute folder.</summary>
    public string Root { get; }

    /// <summary>What its sectorstore.json says.</summary>
    public StorageDescriptor Descriptor { get; }

    /// <summary>The path's id.</summary>
    public string Id => Descriptor.Id;

    /// <summary>Full name of a sector's file or folder here.</summary>
    public string FileOf(SectorFileType type, SectorId sector) => SectorFolder.FileOf(Root, type, sector);

    /// <summary>Space here; statfs results serve for some seconds, reservations are always current.</summary>
    /// <exception cref="StorageException">The folder or its descriptor is gone.</exception>
    public FsStat Stat()
    {
        (FileSystemSpace space, long used) = Measure();
        long reserved = _reservations.Outstanding(space.Identity);
        long available = Math.Max(0, space.Available - reserved);
        if (Descriptor.MaxStorage == 0) return new FsStat(space.Capacity, available, space.Available, reserved, 0, 0);
        long max = (long)Math.Min(Descriptor.MaxStorage, long.MaxValue);
        // What tasks were promised here is as good as used: otherwise two of them could pass the limit together.
        long left = Math.Max(0, max - used - _reservations.OutstandingIn(Id));
        return new FsStat(space.Capacity, Math.Min(available, left), space.Available, reserved, max, used);
    }

    /// <summary>Identity of the file system below.</summary>
    internal string FileSystem => Measure().Space.Identity;

    /// <summary>Forgets the cached statfs result, after files were removed or before space is promised.</summary>
    internal void Refresh()
    {
        lock (_gate) _cached = null;
    }

    /// <summary>Fails with a message that names the path when its folder or descriptor vanished, as after a lost mount.</summary>
    internal void EnsurePresent()
    {
        if (!Directory.Exists(Root)) throw new StorageException($"storage path {Root} (id:{Id}) is gone: the folder does not exist.");
        if (!File.Exists(Path.Combine(Root, StorageDescriptor.FileName)))
            throw new StorageException($"storage path {Root} (id:{Id}) is gone: {StorageDescriptor.FileName} is missing; is the disk mounted?");
    }

    private (FileSystemSpace Space, long Used) Measure()
    {
        lock (_gate)
        {
            if (_cached is { } cached && _time.GetElapsedTime(cached.Stamp) < _cacheTime) return (cached.Space, cached.Used);
            EnsurePresent();
            try
            {
                FileSystemSpace space = _probe.Space(Root);
                long used = Descriptor.MaxStorage == 0 ? 0 : _probe.DiskUsage(Root);
                _cached = (_time.GetTimestamp(), space, used);
                return (space, used);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StorageException($"cannot read the free space of storage path {Root} (id:{Id}): {e.Message}", e);
            }
        }
    }
}
