using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Calls;

namespace LotusSeal.Worker.Tasks;

/// <summary>Brings existing files to a local path.</summary>
internal sealed class FetchTask(SectorRef sector, SectorFileType types, PathType pathType, AcquireMode mode) : SectorTask(sector)
{
    /// <inheritdoc/>
    public override string TaskType => TaskTypes.Fetch;

    /// <inheritdoc/>
    public override ReturnKind Returns => ReturnKind.Fetch;

    /// <inheritdoc/>
    public override async Task<object?> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        await using IAcquiredSector files = await services.Store.AcquireAsync(Ref, types, SectorFileType.None, pathType, mode, cancellationToken);
        return null;
    }
}
