using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Files;
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
        string cache = files.PathOf(SectorFileType.Cache);
        // A killed worker may have left half a cache when another one sealed the sector: to finalize that would lead to its being kept.
        if (!File.Exists(Path.Combine(cache, SectorFileNames.PersistentAux)))
        {
            throw new SealingException($"{cache} has no {SectorFileNames.PersistentAux}: PreCommit2 did not end there. "
                + "If another path has the whole cache of this sector, move this one away");
        }

        services.Sealer.ClearCache(cache);
        return default;
    }
}
