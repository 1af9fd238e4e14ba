using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Deletes what a proven update needs no more from both caches of the sector.</summary>
internal sealed class FinalizeReplicaUpdateTask(SectorRef sector) : SectorTask<NoResult>(TaskCatalog.FinalizeReplicaUpdate, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => SectorFileType.Cache | SectorFileType.UpdateCache;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType);

    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        foreach (SectorFileType type in Writes.Each())
        {
            AcquireRequest wanted = new(Ref, PathType.Storage) { Existing = type, Stage = SealStage.PreCommitted2 };
            await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
            FinishedCache.Clear(services.Sealer, files.PathOf(type), type == SectorFileType.Cache ? "PreCommit2" : "the replica update");
        }

        return default;
    }
}
