using System.Collections.Concurrent;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>
/// The storage paths of this process: opened and closed, declared again, reported (protocol spec 5.3). Each for itself: what is wrong with one
/// keeps the others from nothing. Safe for concurrent calls.
/// </summary>
/// <remarks>
/// A path that was opened stays known when its disk goes away: it is reported unhealthy, and declared again when the disk is back. One that could
/// not be opened at the start is awaited by its folder's name, since its id is not known.
/// </remarks>
internal sealed class OpenPaths(PathAnnouncer announcer, SpaceSources sources, ILogger logger) : IDisposable
{
    /// <summary>Refused reports in a row after which the miner is taken to have forgotten a path.</summary>
    private const int ForgottenAfter = 3;

    private readonly ConcurrentDictionary<string, LocalPath> _paths = new();
    private readonly ConcurrentDictionary<string, AwaitedPath> _awaited = new();
    private readonly ConcurrentDictionary<string, FolderLooks> _looks = new();
    private readonly StrangerNotes _strangers = new(logger);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>The paths at this moment, in no order.</summary>
    public IEnumerable<LocalPath> All => _paths.Values;

    /// <summary>What is known of each path, and of those that are awaited, by folder.</summary>
    public IReadOnlyList<PathCondition> Conditions =>
    [
        .. All.Select(path => new PathCondition(path.Root, path.Descriptor, path.LastStat, path.Trouble))
            .Concat(_awaited.Values.Select(path => new PathCondition(path.Root, null, null, path.Reason)))
            .OrderBy(path => path.Root, StringComparer.Ordinal),
    ];

    /// <summary>The path with an id, null when it is not open here.</summary>
    public LocalPath? Find(string id) => _paths.GetValueOrDefault(id);

    /// <summary>The first open one of paths that the index named, null when there is none; one that is well before one in trouble.</summary>
    public LocalPath? FirstOf(IEnumerable<string> ids)
    {
        LocalPath[] open = [.. ids.Select(Find).OfType<LocalPath>()];
        return Array.Find(open, path => path.Trouble is null && path.IsPresent) ?? open.FirstOrDefault();
    }

    /// <inheritdoc cref="ISectorStore.OpenPathAsync"/>
    public async Task OpenAsync(string folder, CancellationToken cancellationToken)
    {
        string root = PathName.Normal(folder);
        // Before anything is tidied up there.
        if (await FindByFolderAsync(root, cancellationToken) is { } same) throw Taken(root, same);
        PathListing listing = await LookAsync(root, looks => looks.OpenAsync(cancellationToken));
        StorageDescriptor descriptor = listing.Sound;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (Find(descriptor.Id) is { } open) throw Taken(root, open);
            LocalPath path = new(root, descriptor, sources);
            // Everything that can be wrong on disk was found before the miner hears of the path.
            await announcer.AttachAsync(path, cancellationToken);
            await DeclareAsync(path, listing, cancellationToken);
            _paths[path.Id] = path;
            _awaited.TryRemove(root, out _);
            logger.PathOpened(root, path.Id);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc cref="ISectorStore.OpenListedPathAsync"/>
    public async Task OpenListedAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            string root = PathName.Normal(folder);
            if (_awaited.ContainsKey(root) || All.Any(path => path.Root == root))
                throw new StorageException(StorageFault.PathTaken, $"{root} is listed twice.");
            await OpenAsync(root, cancellationToken);
        }
        catch (StorageException e) when (e.Fault is StorageFault.PathTaken or StorageFault.BadRequest)
        {
            logger.EntryPassedOver(e.Message);
        }
        catch (StorageException e)
        {
            string root = PathName.Normal(folder);
            _awaited[root] = new AwaitedPath(root, e.Message);
            logger.PathLost(root, e.Message);
        }
    }

    /// <inheritdoc cref="ISectorStore.ClosePathAsync"/>
    public async Task<string> CloseAsync(string folder, CancellationToken cancellationToken)
    {
        string root = PathName.Normal(folder);
        if (_awaited.TryRemove(root, out AwaitedPath? awaited))
        {
            awaited.IsGivenUp = true;
            return root;
        }

        LocalPath path = All.FirstOrDefault(candidate => candidate.Root == root) ?? await FindIfReadableAsync(root, cancellationToken)
            ?? throw new StorageException(StorageFault.PathUnknown, $"no local paths match '{folder}'");
        await announcer.DetachAsync(path, cancellationToken);
        _paths.TryRemove(path.Id, out _);
        logger.PathClosed(path.Root);
        return path.Root;
    }

    /// <inheritdoc cref="ISectorStore.RedeclareAsync"/>
    public async Task RedeclareAsync(string? id, bool dropMissing, CancellationToken cancellationToken)
    {
        LocalPath[] chosen = [.. All.Where(path => id is null || path.Id == id)];
        if (id is not null && chosen.Length == 0) throw new StorageException(StorageFault.PathUnknown, $"no local path has the id {id}");
        List<StorageException> failures = [];
        foreach (LocalPath path in chosen)
        {
            try
            {
                PathListing listing = await path.ListAsync(cancellationToken);
                path.Descriptor = listing.Sound;
                await DeclareAgainAsync(path, listing, dropMissing, cancellationToken);
            }
            catch (StorageException e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count == 0) return;
        throw failures.Count == 1 ? failures[0]
            : new StorageException(failures[0].Fault, string.Join("; ", failures.Select(failure => failure.Message)), failures[0]);
    }

    /// <inheritdoc cref="ISectorStore.AnnounceAgainAsync"/>
    public async Task AnnounceAgainAsync(CancellationToken cancellationToken)
    {
        foreach (LocalPath path in All)
        {
            try
            {
                await ReturnNowAsync(path, cancellationToken);
            }
            catch (StorageException e)
            {
                Lose(path, e);
                await announcer.AttachAsync(path, e.Message, cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="ISectorStore.ReportHealthAsync"/>
    public Task ReportHealthAsync(CancellationToken cancellationToken) =>
        Task.WhenAll([.. All.Select(path => ReportAsync(path, mayReturn: true, cancellationToken)),
            .. _awaited.Values.Select(awaited => RetryAsync(awaited, cancellationToken))]);

    /// <summary>Reports the health of the open paths, in the course of a task: what is away is not waited for.</summary>
    public Task ReportOpenAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(All.Select(path => ReportAsync(path, mayReturn: false, cancellationToken)));

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _opening.Dispose();
    }

    private static StorageException Taken(string root, LocalPath open) => new(StorageFault.PathTaken, root == open.Root
        ? $"storage path {root} (id:{open.Id}) is open already."
        : $"storage path {root} has the id {open.Id} of {open.Root}, which is open already: it is the same folder by another name, or a copy.");

    private async Task<T> LookAsync<T>(string root, Func<FolderLooks, Task<T>> look)
    {
        FolderLooks looks = _looks.GetOrAdd(root, name => new FolderLooks(name, sources));
        try
        {
            return await look(looks);
        }
        finally
        {
            // One that hangs is kept, so that the next attempt joins it.
            if (!looks.AreRunning) _looks.TryRemove(root, out _);
        }
    }

    /// <summary>The open path that a folder is under this or another name, as by a link.</summary>
    /// <exception cref="StorageException">It is no path at the moment, or its disk does not answer.</exception>
    private async Task<LocalPath?> FindByFolderAsync(string root, CancellationToken cancellationToken) =>
        await LookAsync(root, looks => looks.DescribeAsync(cancellationToken)) is { } descriptor ? Find(descriptor.Id) : null;

    private async Task<LocalPath?> FindIfReadableAsync(string root, CancellationToken cancellationToken)
    {
        try
        {
            return await FindByFolderAsync(root, cancellationToken);
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private async Task ReportAsync(LocalPath path, bool mayReturn, CancellationToken cancellationToken)
    {
        try
        {
            FsStat? stat = await StatUnlessTroubledAsync(path, mayReturn, cancellationToken);
            if (stat is not null) await announcer.ReportAsync(path, stat, cancellationToken);
            else await announcer.ReportAsync(path, path.Trouble ?? "", cancellationToken);
            path.RefusedReports = 0;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A restarted miner does not know the path yet (protocol spec M3); the next report tells it again.
            if (path.RefusedReports == 0) logger.HealthReportRefused(path.Root, e.Message);
            // A miner that does not answer has not forgotten the path.
            path.RefusedReports = e is RpcException ? path.RefusedReports + 1 : Math.Max(1, path.RefusedReports);
        }
    }

    /// <summary>Looks at a path; one whose disk is back is declared again first. Null when something is wrong with it.</summary>
    private async Task<FsStat?> StatUnlessTroubledAsync(LocalPath path, bool mayReturn, CancellationToken cancellationToken)
    {
        try
        {
            FsStat stat = await path.StatAsync(cancellationToken);
            // Whoever watches the miner's session declares everything again; this is for a restart that nobody saw, as one during our start.
            bool isForgotten = path.RefusedReports >= ForgottenAfter;
            if ((path.Trouble is not null || isForgotten) && mayReturn)
            {
                // Declaring may take longer than one round of reports, so it has no part in the limit of this one.
                if (path.Returning is not { IsCompleted: false }) path.Returning = ReturnNowAsync(path, _closing.Token);
                await path.Returning.WaitAsync(cancellationToken);
            }

            return path.Trouble is null ? stat : null;
        }
        catch (StorageException e)
        {
            Lose(path, e);
            return null;
        }
    }

    /// <summary>Declares an open path as it is now; a descriptor that makes no sense at the moment leaves what it said before.</summary>
    private async Task ReturnNowAsync(LocalPath path, CancellationToken cancellationToken)
    {
        if (Find(path.Id) != path) return;
        PathListing listing = await path.ListAsync(cancellationToken);
        if (listing.Wrong is { } wrong) logger.DescriptorKept(path.Root, wrong.Message);
        else path.Descriptor = listing.Sound;
        await DeclareAgainAsync(path, listing, dropMissing: false, cancellationToken);
    }

    private async Task DeclareAgainAsync(LocalPath path, PathListing listing, bool dropMissing, CancellationToken cancellationToken)
    {
        path.Refresh();
        await announcer.AttachAsync(path, cancellationToken);
        if (dropMissing) await announcer.DropMissingAsync(path, listing.Files.ToHashSet(), cancellationToken);
        await DeclareAsync(path, listing, cancellationToken);
        if (path.Trouble is null) return;
        path.Trouble = null;
        logger.PathBack(path.Root);
    }

    /// <summary>Declares what is whole; what is not, the index may have from an earlier time.</summary>
    private async Task DeclareAsync(LocalPath path, PathListing listing, CancellationToken cancellationToken)
    {
        // One that a task was just making when the disk was read may be whole by now.
        (SectorFileKey File, string Fault, bool ByLength)[] faulty =
            [.. listing.Faulty.Where(one => !one.ByLength || PathListing.IsFaultyStill(path, one.File))];
        foreach ((SectorFileKey file, string fault, _) in faulty) logger.FileNotWhole(path.FileOf(file.Type, file.Sector), fault);
        await announcer.DropAsync(path, faulty.Select(one => one.File), cancellationToken);
        await announcer.DeclareAsync(path, listing.Files, cancellationToken);
        _strangers.Note(path.Root, listing.Strangers);
    }

    private async Task RetryAsync(AwaitedPath awaited, CancellationToken cancellationToken)
    {
        try
        {
            if (awaited.Opening is not { IsCompleted: false }) awaited.Opening = OpenAwaitedAsync(awaited);
            await awaited.Opening.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The miner did not take it: told once, tried again in the next round.
            awaited.Reason = e.Message;
            if (!awaited.IsRefusalTold) logger.AwaitedPathRefused(awaited.Root, e.Message);
            awaited.IsRefusalTold = true;
        }
    }

    private async Task OpenAwaitedAsync(AwaitedPath awaited)
    {
        string root = awaited.Root;
        try
        {
            await OpenAsync(root, _closing.Token);
            if (awaited.IsGivenUp) await CloseAsync(root, _closing.Token);
        }
        catch (StorageException e) when (e.Fault == StorageFault.PathTaken)
        {
            _awaited.TryRemove(root, out _);
            logger.EntryPassedOver(e.Message);
        }
        catch (StorageException e)
        {
            // Still away; the log was told when it was found.
            awaited.Reason = e.Message;
        }
    }

    private void Lose(LocalPath path, StorageException reason)
    {
        if (path.Trouble is null) logger.PathLost(path.Root, reason.Message);
        path.Trouble = reason.Message;
        path.Refresh();
    }
}
