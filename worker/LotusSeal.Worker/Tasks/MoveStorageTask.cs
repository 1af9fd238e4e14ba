using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Calls;

namespace LotusSeal.Worker.Tasks;

/// <summary>Moves finished files to a long-term path of this worker.</summary>
internal sealed class MoveStorageTask(SectorRef sector, SectorFileType types) : SectorTask(sector)
{
    /// <inheritdoc/>
    public override string TaskType => TaskTypes.Fetch;

    /// <inheritdoc/>
    public override ReturnKind Returns => ReturnKind.MoveStorage;

    /// <inheritdoc/>
    public override async Task<object?> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        await services.Store.MoveStorageAsync(Ref, types, cancellationToken);
        return null;
    }
}
