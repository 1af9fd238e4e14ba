using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;
using LotusSeal.Worker.Calls;

namespace LotusSeal.Worker.Tasks;

/// <summary>Commit1: the vanilla proofs.</summary>
internal sealed class Commit1Task(SectorRef sector, byte[]? ticket, byte[]? seed, PieceInfo[]? pieces, SectorCids cids) : SectorTask(sector)
{
    /// <inheritdoc/>
    public override string TaskType => TaskTypes.Commit1;

    /// <inheritdoc/>
    public override ReturnKind Returns => ReturnKind.SealCommit1;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        TaskInput.Randomness("ticket", ticket);
        TaskInput.Randomness("seed", seed);
        TaskInput.Pieces(Ref, pieces);
        TaskInput.CommD("cids.Unsealed", cids.Unsealed);
        TaskInput.CommR("cids.Sealed", cids.Sealed);
    }

    /// <inheritdoc/>
    public override async Task<object?> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        await using IAcquiredSector files = await services.Store.AcquireAsync(Ref, SectorFileType.Sealed | SectorFileType.Cache, SectorFileType.None,
            PathType.Sealing, AcquireMode.Copy, cancellationToken);
        SectorPaths paths = SealedFiles.Of(files);
        SealCommitments commitments = new(TaskInput.CommR("cids.Sealed", cids.Sealed), TaskInput.CommD("cids.Unsealed", cids.Unsealed));
        return await services.Sealer.Commit1Async(Identity, TaskInput.Randomness("ticket", ticket),
            TaskInput.Randomness("seed", seed), paths, commitments,
            TaskInput.Pieces(Ref, pieces), progress, cancellationToken);
    }
}
