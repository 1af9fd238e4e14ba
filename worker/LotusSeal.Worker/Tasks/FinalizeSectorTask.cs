using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Deletes what a proven sector needs no more from its cache.</summary>
internal sealed class FinalizeSectorTask(SectorRef sector) : SectorTask<NoResult>(TaskCatalog.Finalize, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => SectorFileType.Cache;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType);

    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        AcquireRequest wanted = new(Ref, PathType.Storage) { Existing = SectorFileType.Cache, Stage = SealStage.PreCommitted2 };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        FinishedCache.Clear(services.Sealer, files.PathOf(SectorFileType.Cache), "PreCommit2");
        return default;
    }
}
