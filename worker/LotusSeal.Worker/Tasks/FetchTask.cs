using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Brings existing files to a local path.</summary>
internal sealed class FetchTask(SectorRef sector, SectorFileType types, PathType pathType, AcquireMode mode)
    : SectorTask<NoResult>(TaskCatalog.Fetch, sector)
{
    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        AcquireRequest wanted = new(Ref, pathType) { Existing = types, Mode = mode };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        return default;
    }
}
