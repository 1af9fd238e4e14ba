using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>An open storage path of this process.</summary>
public sealed class LocalPath
{
    private readonly SpaceSources _sources;
    private readonly Lock _gate = new();
    private (long Stamp, FileSystemSpace Space, long Used)? _cached;

    internal LocalPath(string root, StorageDescriptor descriptor, SpaceSources sources) =>
        (Root, Descriptor, _sources) = (root, descriptor, sources);

    /// <summary>Absolute folder.</summary>
    public string Root { get; }

    /// <summary>What its sectorstore.json says.</summary>
    public StorageDescriptor Descriptor { get; }

    /// <summary>The path's id.</summary>
    public string Id => Descriptor.Id;

    /// <summary>Full name of a sector's file or folder here.</summary>
    public string FileOf(SectorFileType type, SectorId sector) => SectorFolder.FileOf(Root, type, sector);

    /// <summary>How messages name the path.</summary>
    public override string ToString() => $"storage path {Root} (id:{Id})";

    /// <summary>Space here; statfs results serve for some seconds, reservations are always current.</summary>
    /// <exception cref="StorageException">The folder or its descriptor is gone.</exception>
    public FsStat Stat()
    {
        (FileSystemSpace space, long used) = Measure();
        long reserved = _sources.Reservations.Outstanding(space.Identity);
        long available = Math.Max(0, space.Available - reserved);
        if (Descriptor.MaxStorage == 0) return new FsStat(space.Capacity, available, space.Available, reserved, 0, 0);
        long max = (long)Math.Min(Descriptor.MaxStorage, long.MaxValue);
        // What tasks were promised here is as good as used: otherwise two of them could pass the limit together.
        long left = Math.Max(0, max - used - _sources.Reservations.OutstandingIn(Id));
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
        string? gone = !Directory.Exists(Root) ? "the folder does not exist."
            : !File.Exists(Path.Combine(Root, StorageDescriptor.FileName)) ? $"{StorageDescriptor.FileName} is missing; is the disk mounted?"
            : null;
        if (gone is not null) throw new StorageException(StorageFault.PathGone, $"{this} is gone: {gone}");
    }

    private (FileSystemSpace Space, long Used) Measure()
    {
        lock (_gate)
        {
            if (_cached is { } cached && _sources.Time.GetElapsedTime(cached.Stamp) < _sources.CacheTime) return (cached.Space, cached.Used);
            EnsurePresent();
            try
            {
                FileSystemSpace space = _sources.Probe.Space(Root);
                long used = Descriptor.MaxStorage == 0 ? 0 : _sources.Probe.DiskUsage(Root);
                _cached = (_sources.Time.GetTimestamp(), space, used);
                return (space, used);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StorageException(StorageFault.Disk, $"cannot read the free space of {this}: {e.Message}", e);
            }
        }
    }
}
