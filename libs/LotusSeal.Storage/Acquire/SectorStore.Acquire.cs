using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

public sealed partial class SectorStore
{
    /// <inheritdoc/>
    /// <remarks>
    /// Steps, with the index calls that each makes (protocol spec M21, S11):
    /// <list type="number">
    /// <item>FindSector for every wanted type in bit order; a local holder is taken.</item>
    /// <item>BestAlloc for every type to allocate that no suitable local file serves.</item>
    /// <item>For existing types that are missing here: FindSector and BestAlloc again, for the place to fetch them to.</item>
    /// <item>For each of them FindSector (size 0), download, Declare; in move mode DELETE at the source.</item>
    /// </list>
    /// The sector is held during the call only: a task may acquire further types of it while it holds the first.
    /// </remarks>
    public async Task<IAcquiredSector> AcquireAsync(SectorRef sector, SectorFileType existing, SectorFileType allocate,
        PathType pathType, AcquireMode mode,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        if ((existing & allocate) != 0)
            throw new ArgumentException($"{existing & allocate} of sector {sector.Id} cannot be both found and allocated.", nameof(allocate));
        using IDisposable turn = await _acquiring.EnterAsync(sector.Id, cancellationToken).ConfigureAwait(false);
        Dictionary<SectorFileType, LocalPath> paths = await FindLocalAsync(sector, existing, allocate, pathType, cancellationToken)
            .ConfigureAwait(false);
        SectorFileType missing = existing.Each().Where(type => !paths.ContainsKey(type)).Aggregate(SectorFileType.None, (all, type) => all | type);
        if (missing != SectorFileType.None) await FetchAsync(sector, missing, pathType, mode, paths, cancellationToken).ConfigureAwait(false);
        foreach (LocalPath used in paths.Values.Distinct()) used.EnsurePresent();
        IDisposable reservation = _reservations.Reserve(sector, [.. allocate.Each().Select(type => (type, paths[type]))], PathType.Sealing);
        return new AcquiredSector(_index, sector, allocate, paths, reservation);
    }

    /// <summary>
    /// Local places of types: found ones for <paramref name="existing"/> (left out when there is none), chosen ones for <paramref name="allocate"/>.
    /// </summary>
    private async Task<Dictionary<SectorFileType, LocalPath>> FindLocalAsync(SectorRef sector, SectorFileType existing,
        SectorFileType allocate, PathType pathType,
        CancellationToken cancellationToken)
    {
        ulong size = PoRepConfig.ForProof(sector.ProofType).SectorSize;
        Dictionary<SectorFileType, LocalPath> paths = [];
        foreach (SectorFileType type in (existing | allocate).Each())
        {
            SectorStorageInfo[] holders = await _index.StorageFindSectorAsync(sector.Id, type, size, false, cancellationToken)
                .ConfigureAwait(false) ?? [];
            LocalPath? local = existing.HasFlag(type) ? HolderOf(sector.Id, type, holders) : ReusableHolder(sector, type, pathType, holders);
            if (local is not null) paths[type] = local;
        }

        foreach (SectorFileType type in allocate.Each().Where(type => !paths.ContainsKey(type)))
        {
            StorageInfo[] offers = await BestAllocAsync(sector, type, size, pathType, cancellationToken).ConfigureAwait(false);
            paths[type] = offers.Where(offer => Suits(pathType, offer.CanSeal, offer.CanStore)
                    && PathFilters.AllowsType(type, offer.AllowTypes, offer.DenyTypes)
                    && PathFilters.AllowsMiner(sector.Id.Miner, offer.AllowMiners, offer.DenyMiners))
                .Select(offer => _paths.GetValueOrDefault(offer.Id))
                .FirstOrDefault(path => path is not null)
                ?? throw new StorageException("couldn't find a suitable path for a sector", SealErrorCode.TempAllocateSpace);
        }

        return paths;
    }

    private async Task<StorageInfo[]> BestAllocAsync(SectorRef sector, SectorFileType type, ulong size, PathType pathType,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _index.StorageBestAllocAsync(type, size, pathType, sector.Id.Miner, cancellationToken).ConfigureAwait(false) ?? [];
        }
        catch (Exception e) when (e.Message.Contains("no good path found", StringComparison.Ordinal))
        {
            throw new StorageException("couldn't find a suitable path for a sector: no good path found", e, SealErrorCode.TempAllocateSpace);
        }
    }

    private LocalPath? HolderOf(SectorId sector, SectorFileType type, SectorStorageInfo[] holders)
    {
        foreach (SectorStorageInfo holder in holders)
        {
            if (!_paths.TryGetValue(holder.Id, out LocalPath? local)) continue;
            local.EnsurePresent();
            if (SectorFolder.Exists(local.FileOf(type, sector))) return local;
            _logger.LogWarning("The index has {Type} of sector {Sector} in storage path {Path}, the disk has not", type, sector, local.Root);
        }

        return null;
    }

    private LocalPath? ReusableHolder(SectorRef sector, SectorFileType type, PathType pathType, SectorStorageInfo[] holders) =>
        holders.Where(holder => Suits(pathType, holder.CanSeal, holder.CanStore)
                && PathFilters.AllowsType(type, holder.AllowTypes, holder.DenyTypes)
                && PathFilters.AllowsMiner(sector.Id.Miner, holder.AllowMiners, holder.DenyMiners))
            .Select(holder => _paths.GetValueOrDefault(holder.Id))
            .FirstOrDefault(path => path is not null);

    private static bool Suits(PathType pathType, bool canSeal, bool canStore) => pathType == PathType.Sealing ? canSeal : canStore;

    private async Task FetchAsync(SectorRef sector, SectorFileType missing, PathType pathType, AcquireMode mode,
        Dictionary<SectorFileType, LocalPath> paths,
        CancellationToken cancellationToken)
    {
        Dictionary<SectorFileType, LocalPath> places =
            await FindLocalAsync(sector, SectorFileType.None, missing, pathType, cancellationToken).ConfigureAwait(false);
        using IDisposable reservation = _reservations.Reserve(sector, [.. places.Select(pair => (pair.Key, pair.Value))], pathType);
        foreach (SectorFileType type in missing.Each())
        {
            LocalPath place = places[type];
            string url = await FetchTypeAsync(sector, type, place, cancellationToken).ConfigureAwait(false);
            paths[type] = place;
            await _index.StorageDeclareSectorAsync(place.Id, sector.Id, type, mode == AcquireMode.Move, cancellationToken).ConfigureAwait(false);
            if (mode != AcquireMode.Move) continue;
            try
            {
                await _downloader.DeleteAsync(url, [place.Id], cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException e)
            {
                // The copy here is whole and declared; a copy too many does no harm.
                _logger.LogWarning(e, "The source of the moved {Type} of sector {Sector} was not deleted", type, sector.Id);
            }
        }
    }

    private async Task<string> FetchTypeAsync(SectorRef sector, SectorFileType type, LocalPath place, CancellationToken cancellationToken)
    {
        string failure = $"failed to acquire sector {{{sector.Id.Miner} {sector.Id.Number}}} from remote({(int)type})";
        SectorStorageInfo[] sources = await _index.StorageFindSectorAsync(sector.Id, type, 0, false, cancellationToken).ConfigureAwait(false) ?? [];
        string[] urls = [.. sources.Where(source => !_paths.ContainsKey(source.Id)).OrderBy(source => source.Weight)
            .SelectMany(source => source.Urls ?? [])];
        if (urls.Length == 0)
        {
            LocalPath? stale = sources.Select(source => _paths.GetValueOrDefault(source.Id)).FirstOrDefault(path => path is not null);
            string lost = stale is null ? ""
                : $"; the index has it in storage path {stale.Root} (id:{stale.Id}), but {stale.FileOf(type, sector.Id)} is missing";
            throw new StorageException($"{failure}: sector not found{lost}");
        }

        List<Exception> failures = [];
        await _fetches.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (string url in urls)
            {
                try
                {
                    await DownloadIntoAsync(url, null, type, place, sector, cancellationToken).ConfigureAwait(false);
                    return url;
                }
                catch (StorageException e)
                {
                    _logger.LogWarning(e, "Fetching {Type} of sector {Sector} from {Url} failed", type, sector.Id, url);
                    failures.Add(e);
                }
            }
        }
        finally
        {
            _fetches.Release();
        }

        throw new StorageException($"{failure}: {string.Join("; ", failures.Select(e => e.Message))}", failures[^1]);
    }

    /// <summary>
    /// Downloads one type of a sector to the place that an acquire allocated, as DownloadSectorData needs it (protocol spec 5.6); headers go
    /// out as given.
    /// </summary>
    /// <exception cref="StorageException">The location cannot be read; nothing was put in place.</exception>
    public async Task DownloadAsync(SectorRef sector, SectorFileType type, IAcquiredSector target, SectorLocation location,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(location);
        if (location.Local)
            throw new StorageException(
                $"failed to fetch sector data: the location of {type} of sector {sector.Id} is a local path, only URLs are taken");
        LocalPath place = _paths.GetValueOrDefault(target.StorageIdOf(type))
            ?? throw new StorageException($"storage path {target.StorageIdOf(type)} was closed while sector {sector.Id} was downloaded");
        await _fetches.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await DownloadIntoAsync(location.Url, location.Headers ?? [], type, place, sector, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _fetches.Release();
        }
    }

    // The longest file is an unsealed one: data, map of valid bytes, length of the map.
    private static long MaxFileLength(SectorRef sector) => (long)PoRepConfig.ForProof(sector.ProofType).SectorSize + PartialFile.MaxTrailer;

    private async Task DownloadIntoAsync(string url, HeaderEntry[]? headers, SectorFileType type, LocalPath place, SectorRef sector,
        CancellationToken cancellationToken)
    {
        string destination = place.FileOf(type, sector.Id);
        place.EnsurePresent();
        try
        {
            string temporary = SectorFolder.FetchingPlace(destination);
            await _downloader.DownloadAsync(url, headers, temporary, type.IsFolder(), MaxFileLength(sector), cancellationToken).ConfigureAwait(false);
            place.EnsurePresent();
            SectorFolder.Place(temporary, destination);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"cannot write {type.FolderName()} of sector {sector.Id} to storage path {place.Root} (id:{place.Id}): {e.Message}", e);
        }
    }
}
