using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>Finds, fetches and allocates the files of a task (protocol spec 5.6).</summary>
internal sealed class SectorAcquirer(ISectorIndex index, SectorLocator locator, SectorFetcher fetcher, OpenPaths paths, Reservations reservations)
{
    /// <summary>
    /// One acquire, in steps with the index calls that each makes (protocol spec M21, S11):
    /// <list type="number">
    /// <item>FindSector for every wanted type in bit order; a local holder is taken.</item>
    /// <item>BestAlloc for every type to allocate that no suitable local file serves.</item>
    /// <item>For existing types that are missing here: FindSector and BestAlloc again, for the place to fetch them to.</item>
    /// <item>For each of them FindSector (size 0), download, Declare; in move mode DELETE at the source.</item>
    /// </list>
    /// The caller sees to it that acquires of one sector follow one another.
    /// </summary>
    public async Task<IAcquiredSector> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        Dictionary<SectorFileType, LocalPath> places = await locator.FindAsync(request, cancellationToken);
        SectorFileType missing = request.Existing.Each().Where(type => !places.ContainsKey(type))
            .Aggregate(SectorFileType.None, (all, type) => all | type);
        if (missing != SectorFileType.None)
        {
            AcquireRequest absent = request with { Existing = SectorFileType.None, Allocate = missing };
            foreach (SectorPlace place in await FetchAsync(absent, cancellationToken)) places[place.Type] = place.Path;
        }

        foreach (LocalPath used in places.Values.Distinct()) used.EnsurePresent();
        IDisposable reservation = await reservations.ReserveAsync(request.Sector,
            [.. request.Allocate.Each().Select(type => (type, places[type]))], PathType.Sealing, cancellationToken);
        return new AcquiredSector(index, request, places, reservation);
    }

    /// <summary>Downloads one type of a sector to the place that an acquire allocated; headers go out as given.</summary>
    public async Task DownloadAsync(SectorRef sector, SectorFileType type, IAcquiredSector target, SectorLocation location,
        CancellationToken cancellationToken)
    {
        if (location.Local)
        {
            throw new StorageException(StorageFault.BadRequest,
                $"failed to fetch sector data: the location of {type} of sector {sector.Id} is a local path, only URLs are taken");
        }

        LocalPath path = paths.Find(target.StorageIdOf(type))
            ?? throw new StorageException(StorageFault.PathUnknown,
                $"storage path {target.StorageIdOf(type)} was closed while sector {sector.Id} was downloaded");
        DownloadSource source = new(location.Url, location.Headers ?? []);
        await fetcher.DownloadAsync(source, new SectorPlace(sector, type, path), cancellationToken);
    }

    /// <summary>Fetches what a request allocates, in bit order; the first failure ends it (protocol spec S11).</summary>
    private async Task<SectorPlace[]> FetchAsync(AcquireRequest absent, CancellationToken cancellationToken)
    {
        SectorRef sector = absent.Sector;
        bool move = absent.Mode == AcquireMode.Move;
        Dictionary<SectorFileType, LocalPath> chosen = await locator.FindAsync(absent, cancellationToken);
        SectorPlace[] places = [.. absent.Allocate.Each().Select(type => new SectorPlace(sector, type, chosen[type]))];
        using IDisposable reservation = await reservations.ReserveAsync(sector, [.. places.Select(place => (place.Type, place.Path))],
            absent.PathType, cancellationToken);
        foreach (SectorPlace place in places)
        {
            string url = await fetcher.FetchAsync(place, cancellationToken);
            await index.StorageDeclareSectorAsync(place.Path.Id, sector.Id, place.Type, move, cancellationToken);
            if (move) await fetcher.DeleteSourceAsync(url, place, cancellationToken);
        }

        return places;
    }
}
