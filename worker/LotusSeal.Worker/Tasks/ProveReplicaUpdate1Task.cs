using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>The vanilla proofs of an update, one string a partition.</summary>
internal sealed class ProveReplicaUpdate1Task(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed)
    : SectorTask<byte[][]>(TaskCatalog.ProveReplicaUpdate1, sector)
{
    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, sectorKey, newSealed, newUnsealed);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        TaskInput.UpdateStatement(sectorKey, newSealed, newUnsealed);
    }

    /// <inheritdoc/>
    public override async Task<byte[][]> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        AcquireRequest wanted = new(Ref)
        {
            Existing = SectorFileType.Sealed | SectorFileType.Cache | SectorFileType.Update | SectorFileType.UpdateCache,
            Stage = SealStage.PreCommitted2,
        };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        return await services.Updater.ProveAsync(UpdatedFiles.KeyOf(files, Config), UpdatedFiles.Of(files),
            TaskInput.UpdateStatement(sectorKey, newSealed, newUnsealed), progress, cancellationToken);
    }
}
