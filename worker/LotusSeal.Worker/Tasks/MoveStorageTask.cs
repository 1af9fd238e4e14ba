using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Moves finished files to a long-term path of this worker.</summary>
internal sealed class MoveStorageTask(SectorRef sector, SectorFileType types) : SectorTask<NoResult>(TaskCatalog.MoveStorage, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => types;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, types);

    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        await services.Store.MoveStorageAsync(Ref, types, cancellationToken);
        return default;
    }
}
