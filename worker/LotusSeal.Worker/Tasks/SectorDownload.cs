using LotusSeal.Lotus.Types;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Tasks;

/// <summary>Brings one type of a sector from a location to the place that an acquire allocated; headers go out as given.</summary>
internal delegate Task SectorDownload(SectorRef sector, SectorFileType type, IAcquiredSector target, SectorLocation location,
    CancellationToken cancellationToken);
