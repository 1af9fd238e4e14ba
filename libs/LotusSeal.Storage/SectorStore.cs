using System.Numerics;
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
public sealed class SectorStore : ISectorStore, IDisposable
{
    private readonly OpenPaths _paths;
    private readonly SectorLocator _locator;
    private readonly SectorDownloader _downloader;
    private readonly SectorFetcher _fetcher;
    private readonly PendingDeclarations _pending;
    private readonly SectorAcquirer _acquirer;
    private readonly SectorMover _mover;
    private readonly SectorRemover _remover;
    private readonly PathTidier _tidier;
    private readonly KeyedLock<SectorId> _acquiring = new();

    /// <summary>A store without open paths.</summary>
    /// <param name="index">The miner's index.</param>
    /// <param name="options">Address, token, limits.</param>
    /// <param name="logger">Receives warnings about single paths and peers; never a token.</param>
    /// <param name="time">Clock of caches and pauses.</param>
    /// <param name="probe">Source of free space, or null for the operating system.</param>
    public SectorStore(ISectorIndex index, SectorStoreOptions options, ILogger<SectorStore> logger, TimeProvider time, IFileSystemProbe? probe = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ParallelFetchLimit, 1);
        probe ??= new FileSystemProbe();
        Reservations reservations = new(probe);
        _paths = new OpenPaths(new PathAnnouncer(index, options.BaseUrl, logger),
            new SpaceSources(probe, reservations, time, options.StatCacheTime, options.DiskTimeout, options.ListingTimeout), logger);
        _downloader = new SectorDownloader(options, time, logger);
        _locator = new SectorLocator(index, _paths, new CopyChoice(_paths, _downloader, logger), logger);
        _fetcher = new SectorFetcher(_locator, _paths, _downloader, options.ParallelFetchLimit, logger);
        _pending = new PendingDeclarations(index, _paths, time, logger);
        _acquirer = new SectorAcquirer(index, _locator, _fetcher, _paths, _pending, reservations);
        _mover = new SectorMover(index, reservations, options.ConnectTimeout, time, logger);
        _remover = new SectorRemover(index, _locator, _paths, _downloader, logger);
        _tidier = new PathTidier(_paths, _remover, logger);
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoragePath> LocalPaths =>
        [.. _paths.All.Select(path => new StoragePath(path.Id, path.Descriptor.Weight, path.Root, path.Descriptor.CanSeal,
            path.Descriptor.CanStore))];

    /// <summary>The local paths, by folder, and those that are awaited.</summary>
    public IReadOnlyList<PathCondition> Conditions => _paths.Conditions;

    /// <summary>
    /// The work of this process, given up when another process has files removed for good, which it says by keeping no copy: a move names the copy to
    /// keep. Null when nothing is to be given up, as beside a miner of v0.3.0, which names none after a move either.
    /// </summary>
    public ISectorWork? Work { get; set; }

    /// <inheritdoc cref="SectorMover.BeforeStep"/>
    internal Action<string>? BeforeStep
    {
        get => _mover.BeforeStep;
        set => _mover.BeforeStep = value;
    }

    /// <inheritdoc/>
    public Task OpenPathAsync(string path, CancellationToken cancellationToken) => _paths.OpenAsync(path, cancellationToken);

    /// <inheritdoc/>
    public Task OpenListedPathAsync(string path, CancellationToken cancellationToken) => _paths.OpenListedAsync(path, cancellationToken);

    /// <inheritdoc/>
    public Task<string> ClosePathAsync(string path, CancellationToken cancellationToken) => _paths.CloseAsync(path, cancellationToken);

    /// <inheritdoc/>
    public Task RedeclareAsync(string? pathId, bool dropMissing, CancellationToken cancellationToken) =>
        _paths.RedeclareAsync(pathId, dropMissing, cancellationToken);

    /// <inheritdoc/>
    public Task ReportHealthAsync(CancellationToken cancellationToken) => _paths.ReportHealthAsync(cancellationToken);

    /// <inheritdoc cref="PathTidier.TidyAsync"/>
    public Task TidyAsync(CancellationToken cancellationToken) => _tidier.TidyAsync(cancellationToken);

    /// <inheritdoc/>
    public Task AnnounceAgainAsync(CancellationToken cancellationToken) => _paths.AnnounceAgainAsync(cancellationToken);

    /// <inheritdoc/>
    public bool HasSealingPath => _paths.All.Any(path => path.Descriptor.CanSeal && path.Trouble is null);

    /// <inheritdoc/>
    public async Task<bool> IsKnownAsync(SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
        await _locator.HoldersAsync(Single(sector, type), 0, cancellationToken) is { Length: > 0 };

    /// <inheritdoc/>
    public async Task<FsStat?> StatAsync(string pathId, CancellationToken cancellationToken) =>
        _paths.Find(pathId) is { } path ? await path.StatAsync(cancellationToken) : null;

    /// <inheritdoc/>
    public FsStat? LastStat(string pathId) => _paths.Find(pathId)?.LastStat;

    /// <inheritdoc/>
    /// <remarks>The sector is held during the call only: a task may acquire further types of it while it holds the first.</remarks>
    public async Task<IAcquiredSector> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.Sector);
        if ((request.Existing & request.Allocate) is var both and not SectorFileType.None)
            throw new ArgumentException($"{both} of sector {request.Sector.Id} cannot be both found and allocated.", nameof(request));
        using IDisposable turn = await _acquiring.EnterAsync(request.Sector.Id, cancellationToken);
        return await _acquirer.AcquireAsync(request, cancellationToken);
    }

    /// <summary>
    /// Downloads one type of a sector to the place that an acquire allocated, as DownloadSectorData needs it (protocol spec 5.6); headers go
    /// out as given.
    /// </summary>
    /// <exception cref="StorageException">The location cannot be read; nothing was put in place.</exception>
    public Task DownloadAsync(SectorRef sector, SectorFileType type, IAcquiredSector target, SectorLocation location,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(location);
        return _acquirer.DownloadAsync(sector, type, target, location, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Types whose file lies in a path that can store already stay where they are.</remarks>
    public async Task MoveStorageAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        AcquireRequest sources = new(sector, PathType.Storage)
        {
            Existing = types,
            Mode = AcquireMode.Move,
            Stage = SealStage.PreCommitted2,
        };
        await using (await AcquireAsync(sources, cancellationToken))
        {
            using IDisposable turn = await _acquiring.EnterAsync(sector.Id, cancellationToken);
            AcquireRequest targets = sources with { Existing = SectorFileType.None, Allocate = types };
            Dictionary<SectorFileType, LocalPath> to = await _locator.FindAsync(targets, cancellationToken);
            Dictionary<SectorFileType, LocalPath> from = await _locator.FindAsync(sources, cancellationToken);
            foreach (SectorFileType type in types.Each())
            {
                LocalPath source = from.GetValueOrDefault(type)
                    ?? throw new StorageException(StorageFault.SectorNotFound,
                        $"{type.FolderName()} of sector {sector.Id} vanished while it was moved");
                await _mover.MoveAsync(new SectorMove(sector, type, source, to[type]), cancellationToken);
            }
        }

        await _paths.ReportOpenAsync(cancellationToken);
        foreach (SectorFileType type in types.Each()) await RemoveCopiesAsync(sector.Id, type, cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(SectorId sector, SectorFileType type, IReadOnlyCollection<string> keepPathIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keepPathIds);
        return _remover.RemoveAsync(Single(sector, type), keepPathIds, cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveUnknownAsync(SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
        _remover.RemoveUnknownAsync(Single(sector, type), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveCopiesAsync(SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
        _remover.RemoveCopiesAsync(Single(sector, type), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _pending.Dispose();
        _fetcher.Dispose();
        _downloader.Dispose();
        _paths.Dispose();
    }

    /// <summary>The files in this process's paths that a sector is proved from.</summary>
    /// <param name="sector">The sector.</param>
    /// <param name="isUpdate">Whether the update is proved, and not what was sealed first.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    /// <exception cref="StorageException">One of them is not here; the message begins as that of a real worker.</exception>
    internal async Task<VanillaFiles> FilesToProveAsync(SectorRef sector, bool isUpdate, CancellationToken cancellationToken)
    {
        (SectorFileType replica, SectorFileType cache) = isUpdate ? (SectorFileType.Update, SectorFileType.UpdateCache)
            : (SectorFileType.Sealed, SectorFileType.Cache);
        ulong size = PoRepConfig.ForProof(sector.ProofType).SectorSize;
        // Both are asked for, in bit order, whatever the first answer is (protocol spec S12).
        string? replicaFile = await LocateAsync(new SectorFileKey(sector.Id, replica), size, cancellationToken);
        string? cacheFolder = await LocateAsync(new SectorFileKey(sector.Id, cache), size, cancellationToken);
        if (replicaFile is not null && cacheFolder is not null) return new VanillaFiles(replicaFile, cacheFolder);
        SectorFileType missing = replicaFile is null ? replica : cache;
        throw new StorageException(StorageFault.SectorNotFound,
            $"fsstat: path not found: {missing.FolderName()} of sector {sector.Id} is not in a path of this process");
    }

    /// <inheritdoc cref="SectorLocator.HoldersAsync"/>
    internal Task<SectorStorageInfo[]> HoldersAsync(SectorFileKey file, CancellationToken cancellationToken) =>
        _locator.HoldersAsync(file, 0, cancellationToken);

    /// <inheritdoc cref="SectorLocator.LocateAsync"/>
    internal Task<string?> LocateAsync(SectorFileKey file, ulong sectorSize, CancellationToken cancellationToken) =>
        _locator.LocateAsync(file, sectorSize, cancellationToken);

    /// <inheritdoc cref="SectorLocator.LocateToSendAsync"/>
    internal Task<string?> LocateToSendAsync(SectorFileKey file, ulong sectorSize, CancellationToken cancellationToken) =>
        _locator.LocateToSendAsync(file, sectorSize, cancellationToken);

    /// <inheritdoc cref="SectorRemover.RemoveHereAsync"/>
    internal Task<bool> RemoveHereAsync(SectorFileKey file, IReadOnlyCollection<string> keepPathIds, CancellationToken cancellationToken) =>
        _remover.RemoveHereAsync(file, keepPathIds, Work, cancellationToken);

    private static SectorFileKey Single(SectorId sector, SectorFileType type) =>
        BitOperations.PopCount((uint)type) == 1 ? new SectorFileKey(sector, type)
            : throw new ArgumentException($"'{type}' is not a single sector file type.", nameof(type));
}
