using System.Collections.Concurrent;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>The sector files of this process, over a storage index that others share (protocol spec 5).</summary>
/// <remarks>
/// The order of index calls is that of a real Lotus worker (protocol spec M21, S11), so that captured traffic can be replayed against it.
/// Safe for concurrent calls; acquires of one sector follow one another.
/// </remarks>
public sealed partial class SectorStore : ISectorStore, IDisposable
{
    private readonly ISectorIndex _index;
    private readonly SectorStoreOptions _options;
    private readonly ILogger<SectorStore> _logger;
    private readonly TimeProvider _time;
    private readonly IFileSystemProbe _probe;
    private readonly SectorDownloader _downloader;
    private readonly Reservations _reservations;
    private readonly ConcurrentDictionary<string, LocalPath> _paths = new();
    private readonly KeyedLock<SectorId> _acquiring = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _fetches;

    /// <summary>A store without open paths.</summary>
    /// <param name="index">The miner's index.</param>
    /// <param name="options">Address, token, limits.</param>
    /// <param name="logger">Receives warnings about single paths and peers; never a token.</param>
    /// <param name="time">Clock of caches and pauses.</param>
    /// <param name="http">Client for other processes' files, or null for one made from the options; its own timeout must be infinite.</param>
    /// <param name="probe">Source of free space, or null for the operating system.</param>
    public SectorStore(ISectorIndex index, SectorStoreOptions options, ILogger<SectorStore> logger, TimeProvider time, HttpClient? http = null,
        IFileSystemProbe? probe = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ParallelFetchLimit, 1);
        (_index, _options, _logger, _time) = (index, options, logger, time);
        _probe = probe ?? new FileSystemProbe();
        _downloader = new SectorDownloader(options, time, logger, http);
        _reservations = new Reservations(_probe);
        _fetches = new SemaphoreSlim(options.ParallelFetchLimit, options.ParallelFetchLimit);
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoragePath> LocalPaths =>
        [.. _paths.Values.Select(path => new StoragePath(path.Id, path.Descriptor.Weight, path.Root, path.Descriptor.CanSeal,
            path.Descriptor.CanStore))];

    /// <summary>Called before each step of a move with the step's name; a test that throws here stands for a crash.</summary>
    internal Action<string>? BeforeStep { get; set; }

    /// <inheritdoc/>
    public async Task OpenPathAsync(string path, CancellationToken cancellationToken)
    {
        string root = Path.GetFullPath(path);
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            StorageDescriptor descriptor = StorageDescriptor.Read(root);
            if (_paths.TryGetValue(descriptor.Id, out LocalPath? open))
                throw new StorageException($"storage path {root} has the id {descriptor.Id} of {open.Root}, which is open already.");
            LocalPath local = new(root, descriptor, _probe, _reservations, _time, _options.StatCacheTime);
            // Only here: once a path is open, unfinished files in it belong to tasks that run.
            Prepare(local);
            // Everything that can be wrong on disk is found before the miner hears of the path.
            List<(SectorId Sector, SectorFileType Type)> files = Scan(local);
            await AnnounceAsync(local, cancellationToken).ConfigureAwait(false);
            await DeclareAllAsync(local, files, cancellationToken).ConfigureAwait(false);
            _paths[local.Id] = local;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public async Task ClosePathAsync(string path, CancellationToken cancellationToken)
    {
        string root = Path.GetFullPath(path);
        LocalPath local = _paths.Values.FirstOrDefault(candidate => candidate.Root == root || candidate.Root == root.TrimEnd('/'))
            ?? throw new StorageException($"no local paths match '{path}'");
        await _index.StorageDetachAsync(local.Id, _options.BaseUrl, cancellationToken).ConfigureAwait(false);
        _paths.TryRemove(local.Id, out _);
    }

    /// <inheritdoc/>
    public async Task RedeclareAsync(string? pathId, bool dropMissing, CancellationToken cancellationToken)
    {
        LocalPath[] paths = [.. _paths.Values.Where(path => pathId is null || path.Id == pathId)];
        if (pathId is not null && paths.Length == 0) throw new StorageException($"no local path has the id {pathId}");
        foreach (LocalPath local in paths)
        {
            local.EnsurePresent();
            List<(SectorId Sector, SectorFileType Type)> files = Scan(local);
            await AnnounceAsync(local, cancellationToken).ConfigureAwait(false);
            if (dropMissing) await DropMissingAsync(local, [.. files], cancellationToken).ConfigureAwait(false);
            await DeclareAllAsync(local, files, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task ReportHealthAsync(CancellationToken cancellationToken)
    {
        foreach (LocalPath local in _paths.Values)
        {
            try
            {
                await ReportAsync(local, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A restarted miner does not know the path yet (protocol spec M3); the next report tells it again.
                _logger.LogWarning(e, "Health report of storage path {Path} was not taken", local.Root);
            }
        }
    }

    /// <inheritdoc/>
    public FsStat? Stat(string pathId) => _paths.TryGetValue(pathId, out LocalPath? path) ? path.Stat() : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _downloader.Dispose();
        _fetches.Dispose();
        _opening.Dispose();
    }

    /// <summary>Full name of a sector file in this process's paths, null when the index or the disk has none.</summary>
    internal async Task<string?> LocateAsync(SectorId sector, SectorFileType type, ulong sectorSize, CancellationToken cancellationToken)
    {
        SectorStorageInfo[] holders = await _index.StorageFindSectorAsync(sector, type, sectorSize, false, cancellationToken)
            .ConfigureAwait(false) ?? [];
        return HolderOf(sector, type, holders)?.FileOf(type, sector);
    }

    /// <summary>Makes the type folders and tidies up what an earlier process left in them.</summary>
    private static void Prepare(LocalPath local) => ForEachType(local, type =>
    {
        Directory.CreateDirectory(Path.Combine(local.Root, type.FolderName()));
        SectorFolder.CleanFetching(local.Root, type);
    });

    private static List<(SectorId Sector, SectorFileType Type)> Scan(LocalPath local)
    {
        List<(SectorId, SectorFileType)> files = [];
        ForEachType(local, type =>
        {
            Directory.CreateDirectory(Path.Combine(local.Root, type.FolderName()));
            files.AddRange(SectorFolder.List(local.Root, type).Select(sector => (sector, type)));
        });
        return files;
    }

    private static void ForEachType(LocalPath local, Action<SectorFileType> work)
    {
        foreach (SectorFileType type in SectorFileTypes.All)
        {
            try
            {
                work(type);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StorageException($"cannot use the {type.FolderName()} folder of storage path {local.Root} (id:{local.Id}): {e.Message}", e);
            }
        }
    }

    private async Task AnnounceAsync(LocalPath local, CancellationToken cancellationToken)
    {
        StorageDescriptor d = local.Descriptor;
        StorageInfo info = new(d.Id, [_options.BaseUrl], d.Weight, d.MaxStorage, d.CanSeal, d.CanStore, d.Groups, d.AllowTo,
            d.AllowTypes, d.DenyTypes,
            d.AllowMiners, d.DenyMiners);
        await _index.StorageAttachAsync(info, local.Stat(), cancellationToken).ConfigureAwait(false);
        // Attaching does not refresh the heartbeat of a path that the miner knows; without a report it is offered for nothing (protocol
        // spec M22).
        await ReportAsync(local, cancellationToken).ConfigureAwait(false);
    }

    private Task ReportAsync(LocalPath local, CancellationToken cancellationToken)
    {
        HealthReport report;
        try
        {
            report = new HealthReport(local.Stat(), "");
        }
        catch (StorageException e)
        {
            report = new HealthReport(new FsStat(0, 0, 0, 0, 0, 0), e.Message);
        }

        return _index.StorageReportHealthAsync(local.Id, report, cancellationToken);
    }

    private async Task DeclareAllAsync(LocalPath local, List<(SectorId Sector, SectorFileType Type)> files, CancellationToken cancellationToken)
    {
        foreach ((SectorId sector, SectorFileType type) in files)
            await _index.StorageDeclareSectorAsync(local.Id, sector, type, local.Descriptor.CanStore, cancellationToken).ConfigureAwait(false);
    }

    private async Task DropMissingAsync(LocalPath local, HashSet<(SectorId Sector, SectorFileType Type)> present, CancellationToken cancellationToken)
    {
        Dictionary<string, SectorDeclaration[]>? list = await _index.StorageListAsync(cancellationToken).ConfigureAwait(false);
        foreach (SectorDeclaration declaration in list?.GetValueOrDefault(local.Id) ?? [])
        {
            foreach (SectorFileType type in declaration.SectorFileType.Each())
            {
                if (present.Contains((declaration.Sector, type))) continue;
                _logger.LogWarning("Dropping {Type} of sector {Sector} in storage path {Path}: the index has it, the disk has not", type,
                    declaration.Sector, local.Root);
                await _index.StorageDropSectorAsync(local.Id, declaration.Sector, type, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
