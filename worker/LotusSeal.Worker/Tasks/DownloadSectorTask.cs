using System.Globalization;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Downloads the files of a sector that was sealed elsewhere. Unlike Lotus it declares them only when they are here (protocol spec 10.2 M23).
/// </summary>
internal sealed class DownloadSectorTask(SectorRef sector, bool finalized, Dictionary<string, SectorLocation>? sources)
    : SectorTask<NoResult>(TaskCatalog.DownloadSector, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => Sources().Keys.Aggregate(SectorFileType.None, (all, type) => all | type);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Sources();
    }

    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        SortedDictionary<SectorFileType, SectorLocation> locations = Sources();
        AcquireRequest wanted = new(Ref, finalized ? PathType.Storage : PathType.Sealing) { Allocate = Writes };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        foreach ((SectorFileType type, SectorLocation location) in locations) await services.Download(Ref, type, files, location, cancellationToken);
        await files.DeclareAsync(cancellationToken);
        return default;
    }

    private SortedDictionary<SectorFileType, SectorLocation> Sources()
    {
        SortedDictionary<SectorFileType, SectorLocation> locations = [];
        foreach ((string key, SectorLocation location) in sources ?? [])
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || !SectorFileTypes.All.Contains((SectorFileType)number))
                throw new RpcException($"src: '{key}' is no single sector file type (1, 2, 4, 8, 16 or 32)");
            locations[(SectorFileType)number] = location ?? throw new RpcException($"src[{key}]: a location is needed, got null");
        }

        return locations.Count > 0 ? locations : throw new RpcException("src: no location is given");
    }
}
