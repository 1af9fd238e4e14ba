using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Makes the sealed file of an updated sector anew from the update and its data. p_aux of the sealed sector's cache proves the key, where Lotus takes
/// that of the update and gets a wrong key without noticing (protocol spec 10.5 S4).
/// </summary>
internal sealed class GenerateSectorKeyTask(SectorRef sector, Cid? commD) : SectorTask<NoResult>(TaskCatalog.RegenSectorKey, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => SectorFileType.Sealed | SectorFileType.Cache;

    /// <inheritdoc/>
    public override SectorFileType EndsWithout => Writes | SectorFileType.Unsealed | SectorFileType.Update;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, commD);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        TaskInput.CommD("commD", commD);
    }

    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        AcquireRequest wanted = new(Ref)
        {
            Existing = SectorFileType.Unsealed | SectorFileType.Cache | SectorFileType.Update,
            Allocate = SectorFileType.Sealed,
            Stage = SealStage.PreCommitted2,
        };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        string unsealed = files.PathOf(SectorFileType.Unsealed);
        using (PartialFile data = PartialFile.Open(unsealed, Config.SectorSize))
        {
            if (!data.IsAllocated(0, Config.SectorSize))
                throw new StorageException(StorageFault.DataMissing, $"{unsealed}: some of the sector's data is not there; the key needs all of it");
        }

        SectorKey key = UpdatedFiles.KeyOf(files, Config);
        await services.Updater.RegenerateKeyAsync(key, SealedFiles.Of(files).SealedTemporary, files.PathOf(SectorFileType.Update), unsealed,
            TaskInput.CommD("commD", commD), progress, cancellationToken);
        await files.DeclareAsync(cancellationToken);
        return default;
    }
}
