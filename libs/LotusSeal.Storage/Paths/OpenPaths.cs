using System.Collections.Concurrent;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>The open paths of this process: opened and closed, declared again, reported (protocol spec 5.3). Safe for concurrent calls.</summary>
internal sealed class OpenPaths(PathAnnouncer announcer, SpaceSources sources, ILogger logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, LocalPath> _paths = new();
    private readonly SemaphoreSlim _opening = new(1, 1);

    /// <summary>The paths at this moment, in no order.</summary>
    public IEnumerable<LocalPath> All => _paths.Values;

    /// <summary>The path with an id, null when it is not open here.</summary>
    public LocalPath? Find(string id) => _paths.GetValueOrDefault(id);

    /// <summary>The first open one of paths that the index named, null when there is none.</summary>
    public LocalPath? FirstOf(IEnumerable<string> ids) => ids.Select(Find).FirstOrDefault(path => path is not null);

    /// <inheritdoc cref="ISectorStore.OpenPathAsync"/>
    public async Task OpenAsync(string folder, CancellationToken cancellationToken)
    {
        string root = Path.GetFullPath(folder);
        await _opening.WaitAsync(cancellationToken);
        try
        {
            StorageDescriptor descriptor = StorageDescriptor.Read(root);
            if (Find(descriptor.Id) is { } open)
            {
                throw new StorageException(StorageFault.PathTaken,
                    $"storage path {root} has the id {descriptor.Id} of {open.Root}, which is open already.");
            }

            LocalPath path = new(root, descriptor, sources);
            Prepare(path);
            // Everything that can be wrong on disk is found before the miner hears of the path.
            List<SectorFileKey> files = Scan(path, out List<SectorFileKey> wrong);
            await announcer.AttachAsync(path, cancellationToken);
            await announcer.DropAsync(path, wrong, cancellationToken);
            await announcer.DeclareAsync(path, files, cancellationToken);
            _paths[path.Id] = path;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc cref="ISectorStore.ClosePathAsync"/>
    public async Task CloseAsync(string folder, CancellationToken cancellationToken)
    {
        string root = Path.GetFullPath(folder);
        LocalPath path = All.FirstOrDefault(candidate => candidate.Root == root || candidate.Root == root.TrimEnd('/'))
            ?? throw new StorageException(StorageFault.PathUnknown, $"no local paths match '{folder}'");
        await announcer.DetachAsync(path, cancellationToken);
        _paths.TryRemove(path.Id, out _);
    }

    /// <inheritdoc cref="ISectorStore.RedeclareAsync"/>
    public async Task RedeclareAsync(string? id, bool dropMissing, CancellationToken cancellationToken)
    {
        LocalPath[] chosen = [.. All.Where(path => id is null || path.Id == id)];
        if (id is not null && chosen.Length == 0) throw new StorageException(StorageFault.PathUnknown, $"no local path has the id {id}");
        foreach (LocalPath path in chosen)
        {
            path.EnsurePresent();
            List<SectorFileKey> files = Scan(path, out List<SectorFileKey> wrong);
            await announcer.AttachAsync(path, cancellationToken);
            await announcer.DropAsync(path, wrong, cancellationToken);
            if (dropMissing) await announcer.DropMissingAsync(path, files.ToHashSet(), cancellationToken);
            await announcer.DeclareAsync(path, files, cancellationToken);
        }
    }

    /// <inheritdoc cref="ISectorStore.ReportHealthAsync"/>
    public async Task ReportHealthAsync(CancellationToken cancellationToken)
    {
        foreach (LocalPath path in All)
        {
            try
            {
                await announcer.ReportAsync(path, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A restarted miner does not know the path yet (protocol spec M3); the next report tells it again.
                logger.HealthReportRefused(e, path.Root);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _opening.Dispose();

    /// <summary>Makes the type folders and tidies up what dead processes left in them.</summary>
    private static void Prepare(LocalPath path) => ForEachType(path, type =>
    {
        Directory.CreateDirectory(Path.Combine(path.Root, type.FolderName()));
        UnfinishedSectors.DeleteAbandoned(path.Root, type);
        // Only where sectors are sealed there are steps that a kill interrupts.
        if (path.Descriptor.CanSeal) UnfinishedSectors.DeleteAbandonedInCaches(path.Root, type);
        UnfinishedSectors.FinishMaps(path.Root, type);
    });

    /// <summary>The files of a path, those apart whose length says that they cannot be whole: the miner must not hear of them.</summary>
    private List<SectorFileKey> Scan(LocalPath path, out List<SectorFileKey> wrong)
    {
        List<SectorFileKey> files = [], faulty = [];
        ForEachType(path, type =>
        {
            Directory.CreateDirectory(Path.Combine(path.Root, type.FolderName()));
            foreach (SectorId sector in SectorFolder.List(path.Root, type))
            {
                string? fault = SectorFileLengths.Fault(path.FileOf(type, sector), type, mustBeSealed: !path.Descriptor.CanSeal);
                (fault is null ? files : faulty).Add(new SectorFileKey(sector, type));
                if (fault is not null) logger.FileNotWhole(path.FileOf(type, sector), fault);
            }
        });
        wrong = faulty;
        return files;
    }

    private static void ForEachType(LocalPath path, Action<SectorFileType> work)
    {
        foreach (SectorFileType type in SectorFileTypes.All)
        {
            try
            {
                work(type);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StorageException(StorageFault.Disk, $"cannot use the {type.FolderName()} folder of {path}: {e.Message}", e);
            }
        }
    }
}
