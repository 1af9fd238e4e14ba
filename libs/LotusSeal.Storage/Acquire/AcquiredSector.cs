using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

internal sealed class AcquiredSector : IAcquiredSector
{
    private readonly ISectorIndex _index;
    private readonly SectorRef _sector;
    private readonly SectorFileType _allocated;
    private readonly IReadOnlyDictionary<SectorFileType, LocalPath> _paths;
    private readonly IDisposable _reservation;

    internal AcquiredSector(ISectorIndex index, SectorRef sector, SectorFileType allocated, IReadOnlyDictionary<SectorFileType, LocalPath> paths,
        IDisposable reservation)
    {
        (_index, _sector, _allocated, _paths, _reservation) = (index, sector, allocated, paths, reservation);
    }

    public string PathOf(SectorFileType type) => Holder(type).FileOf(type, _sector.Id);

    public string StorageIdOf(SectorFileType type) => Holder(type).Id;

    public async Task DeclareAsync(CancellationToken cancellationToken)
    {
        foreach (SectorFileType type in _allocated.Each())
            await _index.StorageDeclareSectorAsync(StorageIdOf(type), _sector.Id, type, false, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _reservation.Dispose();
        return ValueTask.CompletedTask;
    }

    private LocalPath Holder(SectorFileType type) =>
        _paths.TryGetValue(type, out LocalPath? path)
            ? path
            : throw new ArgumentException($"The {type} file of sector {_sector.Id} was not acquired.", nameof(type));
}
