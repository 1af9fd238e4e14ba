using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Brings sector files from other processes into local paths, a few at a time (protocol spec 5.6).</summary>
internal sealed class SectorFetcher(SectorLocator locator, OpenPaths paths, SectorDownloader downloader, int parallelLimit, ILogger logger)
    : IDisposable
{
    private readonly SemaphoreSlim _running = new(parallelLimit, parallelLimit);

    /// <summary>
    /// Fetches one type from the holders that the index knows, the least weight first, until one gave it whole; each is asked once before one is
    /// asked again.
    /// </summary>
    /// <returns>The URL that it came from.</returns>
    /// <exception cref="StorageException">Nobody has the file, or no holder gave it.</exception>
    public async Task<string> FetchAsync(SectorPlace place, CancellationToken cancellationToken)
    {
        (SectorId sector, SectorFileType type) = place.File;
        string failure = $"failed to acquire sector {{{sector.Miner} {sector.Number}}} from remote({(int)type})";
        SectorStorageInfo[] sources = await locator.HoldersAsync(place.File, 0, cancellationToken);
        string[] urls = [.. sources.Where(source => paths.Find(source.Id) is null).OrderBy(source => source.Weight)
            .SelectMany(source => source.Urls ?? [])];
        if (urls.Length == 0)
        {
            LocalPath? stale = paths.FirstOf(sources.Select(source => source.Id));
            string lost = stale is null ? "" : $"; the index has it in {stale}, but {stale.FileOf(type, sector)} is missing";
            throw new StorageException(StorageFault.SectorNotFound, $"{failure}: sector not found{lost}");
        }

        await _running.WaitAsync(cancellationToken);
        try
        {
            return (await DownloadIntoAsync([.. urls.Select(url => new DownloadSource(url, null))], place, cancellationToken)).Url;
        }
        catch (StorageException e)
        {
            logger.FetchFailed(type, sector, e.Message);
            throw new StorageException(e.Fault, $"{failure}: {e.Message}", e);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>Downloads one type from a given location to its place.</summary>
    /// <exception cref="StorageException">The source cannot be read or the place not be written; nothing was put in place.</exception>
    public async Task DownloadAsync(DownloadSource source, SectorPlace place, CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken);
        try
        {
            await DownloadIntoAsync([source], place, cancellationToken);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>Deletes the source of a type that was moved here; a copy too many does no harm, so a failure is logged only.</summary>
    public async Task DeleteSourceAsync(string url, SectorPlace place, CancellationToken cancellationToken)
    {
        try
        {
            await downloader.DeleteAsync(url, [place.Path.Id], cancellationToken);
        }
        catch (StorageException e)
        {
            logger.FetchedSourceKept(e, place.Type, place.Sector.Id);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _running.Dispose();

    private async Task<DownloadSource> DownloadIntoAsync(IReadOnlyList<DownloadSource> sources, SectorPlace place,
        CancellationToken cancellationToken)
    {
        place.Path.EnsurePresent();
        try
        {
            string fetching = Path.GetDirectoryName(SectorFolder.FetchingPlace(place.FullName))!;
            using FolderOwner owner = FolderOwner.Claim(fetching);
            string[] urls = [.. sources.Select(candidate => candidate.PublicUrl)];
            string unfinished = UnfinishedSectors.TakeOverDownload(owner, Path.GetFileName(place.FullName), urls);
            DownloadTarget target = new(unfinished, place.Type.IsFolder(), MaxFileLength(place.Sector));
            DownloadSource source = await downloader.DownloadAsync(sources, target, cancellationToken);
            SectorFileLengths.Require(target.Place, place.Type, SizeOf(place.Sector), mustBeSealed: !place.Path.Descriptor.CanSeal);
            place.Path.EnsurePresent();
            SectorFolder.Place(target.Place, place.FullName);
            return source;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.Disk,
                $"cannot write {place.Type.FolderName()} of sector {place.Sector.Id} to {place.Path}: {e.Message}", e);
        }
    }

    // The longest file is an unsealed one: data, map of valid bytes, length of the map.
    private static long MaxFileLength(SectorRef sector) => (long)SizeOf(sector) + PartialFile.MaxTrailer;

    private static ulong SizeOf(SectorRef sector) => PoRepConfig.ForProof(sector.ProofType).SectorSize;
}
