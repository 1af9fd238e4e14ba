using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Calls;

namespace LotusSeal.Worker.Tasks;

/// <summary>Deletes what a proven sector needs no more from its cache.</summary>
internal sealed class FinalizeSectorTask(SectorRef sector) : SectorTask(sector)
{
    /// <inheritdoc/>
    public override string TaskType => TaskTypes.Finalize;

    /// <inheritdoc/>
    public override ReturnKind Returns => ReturnKind.FinalizeSector;

    /// <inheritdoc/>
    public override async Task<object?> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        await using IAcquiredSector files = await services.Store.AcquireAsync(Ref, SectorFileType.Cache, SectorFileType.None, PathType.Storage,
            AcquireMode.Copy, cancellationToken);
        services.Sealer.ClearCache(files.PathOf(SectorFileType.Cache));
        return null;
    }
}
