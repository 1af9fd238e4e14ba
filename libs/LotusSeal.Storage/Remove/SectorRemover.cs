using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Removes sector files here and at other processes (protocol spec 5.6 Remove, RemoveCopies).</summary>
internal sealed class SectorRemover(ISectorIndex index, SectorLocator locator, OpenPaths paths, SectorDownloader downloader, ILogger logger)
{
    /// <summary>Removes a file everywhere that is reachable, except in the paths to keep.</summary>
    public async Task RemoveAsync(SectorFileKey file, IReadOnlyCollection<string> keepPathIds, CancellationToken cancellationToken)
    {
        await RemoveHereAsync(file, keepPathIds, work: null, cancellationToken);
        SectorStorageInfo[] holders = await locator.HoldersAsync(file, 0, cancellationToken);
        foreach (SectorStorageInfo holder in holders.Where(holder => !keepPathIds.Contains(holder.Id) && paths.Find(holder.Id) is null))
            await RemoveThereAsync(holder, file, keepPathIds, cancellationToken);
    }

    /// <summary>Removes the copies that are not primary when there is a primary one.</summary>
    public async Task RemoveCopiesAsync(SectorFileKey file, CancellationToken cancellationToken)
    {
        SectorStorageInfo[] holders = await locator.HoldersAsync(file, 0, cancellationToken);
        if (holders.Any(holder => holder.Primary && !IsWhole(file, holder.Id, holders))) return;
        if (holders.Any(holder => holder.Primary))
        {
            string[] primaries = [.. holders.Where(holder => holder.Primary).Select(holder => holder.Id)];
            foreach (SectorStorageInfo copy in holders.Where(holder => !holder.Primary))
                await RemoveFromPathAsync(file, copy.Id, primaries, cancellationToken);
        }

        SectorStorageInfo[] left = await locator.HoldersAsync(file, 0, cancellationToken);
        SectorStorageInfo? primary = left.FirstOrDefault(holder => holder.Primary);
        if (primary is null)
        {
            logger.NoPrimaryCopy(file.Type, file.Sector);
            return;
        }

        await RemoveAsync(file, [primary.Id], cancellationToken);
    }

    /// <summary>Removes what an interrupted sealing left of a sector in a path, when another path has the sector for good.</summary>
    /// <remarks>That is what <see cref="RemoveCopiesAsync"/> does at the end of a sealing, and this process could not be reached then.</remarks>
    public async Task RemoveSupersededAsync(LocalPath path, SectorId sector, CancellationToken cancellationToken)
    {
        if (await PrimariesElsewhereAsync(SectorFileType.Cache) is { Length: 0 }) return;
        logger.SupersededRemoved(sector, path.Root);
        // The cache last: it tells that they are left-overs.
        foreach (SectorFileType type in (SectorFileType[])[SectorFileType.Sealed, SectorFileType.Cache])
        {
            string[] primaries = await PrimariesElsewhereAsync(type);
            if (primaries.Length > 0) await RemoveFromPathAsync(new SectorFileKey(sector, type), path.Id, primaries, cancellationToken);
        }

        async Task<string[]> PrimariesElsewhereAsync(SectorFileType type) =>
            [.. (await locator.HoldersAsync(new SectorFileKey(sector, type), 0, cancellationToken))
                .Where(holder => holder.Primary && holder.Id != path.Id).Select(holder => holder.Id)];
    }

    /// <summary>Removes a file from this process's paths, except those to keep.</summary>
    /// <param name="file">What is removed.</param>
    /// <param name="keepPathIds">Where it stays; when it stays nowhere, it is removed for good.</param>
    /// <param name="work">Given up before a file here is removed for good; null when the work itself removes it.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <returns>False when the index knows no copy at all, here or elsewhere.</returns>
    public async Task<bool> RemoveHereAsync(SectorFileKey file, IReadOnlyCollection<string> keepPathIds, ISectorWork? work,
        CancellationToken cancellationToken)
    {
        SectorStorageInfo[] holders = await locator.HoldersAsync(file, 0, cancellationToken);
        bool goesForGood = keepPathIds.Count == 0 && holders.Any(holder => paths.Find(holder.Id) is not null);
        if (goesForGood && work is not null && await work.GiveUpAsync(file.Sector, file.Type, cancellationToken))
            holders = await locator.HoldersAsync(file, 0, cancellationToken);
        foreach (SectorStorageInfo holder in holders.Where(holder => !keepPathIds.Contains(holder.Id)))
            await RemoveFromPathAsync(file, holder.Id, keepPathIds, cancellationToken);
        return holders.Length > 0;
    }

    /// <summary>Removes a file from the sealing paths of this process where the index does not know of it.</summary>
    public async Task RemoveUnknownAsync(SectorFileKey file, CancellationToken cancellationToken)
    {
        SectorStorageInfo[] holders = await locator.HoldersAsync(file, 0, cancellationToken);
        bool IsKnown(LocalPath path) => holders.Any(holder => holder.Id == path.Id);
        foreach (LocalPath path in paths.All.Where(path => path.Descriptor.CanSeal && path.IsPresent && !IsKnown(path)))
        {
            if (!SectorFolder.Exists(path.FileOf(file.Type, file.Sector))) continue;
            using IDisposable leaving = path.Leave(file);
            Delete(path, file);
        }
    }

    /// <summary>
    /// False when a primary copy here cannot be whole: of a wrong length, or of another one than a second copy here. What lies elsewhere its own
    /// process looks after.
    /// </summary>
    private bool IsWhole(SectorFileKey file, string primaryId, SectorStorageInfo[] holders)
    {
        if (paths.Find(primaryId) is not { } local) return true;
        string name = local.FileOf(file.Type, file.Sector);
        string? fault = FaultOf(name, file.Type);
        if (fault is null && file.Type is SectorFileType.Sealed or SectorFileType.Update)
        {
            string[] copies = [.. holders.Select(holder => paths.Find(holder.Id)?.FileOf(file.Type, file.Sector)).OfType<string>()
                .Where(File.Exists)];
            if (copies.Select(copy => FileTarget.Of(copy).Length).Distinct().Count() > 1)
                fault = $"the copies differ in length: {string.Join(", ", copies)}";
        }

        if (fault is not null) logger.PrimaryNotWhole(name, fault);
        return fault is null;
    }

    private static string? FaultOf(string name, SectorFileType type)
    {
        try
        {
            return SectorFileLengths.FaultOfKept(name, type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {e.Message}";
        }
    }

    private async Task RemoveFromPathAsync(SectorFileKey file, string pathId, IReadOnlyCollection<string> keptPathIds,
        CancellationToken cancellationToken)
    {
        if (paths.Find(pathId) is not { } local) return;
        using IDisposable leaving = local.Leave(file);
        await index.StorageDropSectorAsync(pathId, file.Sector, file.Type, cancellationToken);
        string name = local.FileOf(file.Type, file.Sector);
        // Two paths that share a type folder: this is the copy that is to stay.
        if (keptPathIds.Any(kept => paths.Find(kept) is { } other && SectorFolder.IsSame(name, other.FileOf(file.Type, file.Sector)))) return;
        Delete(local, file);
        await paths.ReportOpenAsync(cancellationToken);
    }

    private void Delete(LocalPath path, SectorFileKey file)
    {
        string name = path.FileOf(file.Type, file.Sector);
        logger.Removing(name);
        try
        {
            SectorFolder.Delete(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.Disk, $"cannot remove {name} from {path}: {e.Message}", e);
        }

        path.Refresh();
    }

    private async Task RemoveThereAsync(SectorStorageInfo holder, SectorFileKey file, IReadOnlyCollection<string> keepPathIds,
        CancellationToken cancellationToken)
    {
        foreach (string url in holder.Urls ?? [])
        {
            try
            {
                await downloader.DeleteAsync(url, keepPathIds, cancellationToken);
                return;
            }
            catch (StorageException e)
            {
                logger.RemoteRemoveFailed(e, file.Type, file.Sector, url);
            }
        }
    }
}
