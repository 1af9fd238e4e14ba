using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

internal sealed class AcquiredSector : IAcquiredSector
{
    private readonly ISectorIndex _index;
    private readonly AcquireRequest _request;
    private readonly IReadOnlyDictionary<SectorFileType, LocalPath> _paths;
    private readonly PendingDeclarations _pending;
    private readonly IDisposable _reservation;

    internal AcquiredSector(ISectorIndex index, AcquireRequest request, IReadOnlyDictionary<SectorFileType, LocalPath> paths,
        PendingDeclarations pending, IDisposable reservation)
    {
        (_index, _request, _paths, _pending, _reservation) = (index, request, paths, pending, reservation);
    }

    private SectorId Sector => _request.Sector.Id;

    public string PathOf(SectorFileType type) => Holder(type).FileOf(type, Sector);

    public string StorageIdOf(SectorFileType type) => Holder(type).Id;

    public async Task DeclareAsync(CancellationToken cancellationToken)
    {
        foreach (SectorFileType type in _request.Allocate.Each())
        {
            try
            {
                await _index.StorageDeclareSectorAsync(StorageIdOf(type), Sector, type, false, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _pending.Add(Holder(type), new SectorFileKey(Sector, type), e);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _reservation.Dispose();
        return ValueTask.CompletedTask;
    }

    private LocalPath Holder(SectorFileType type) =>
        _paths.TryGetValue(type, out LocalPath? path)
            ? path
            : throw new ArgumentException($"The {type} file of sector {Sector} was not acquired.", nameof(type));
}
