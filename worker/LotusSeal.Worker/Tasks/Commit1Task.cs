using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Commit1: the vanilla proofs.</summary>
internal sealed class Commit1Task(SectorRef sector, byte[]? ticket, byte[]? seed, PieceInfo[]? pieces, SectorCids cids)
    : SectorTask<byte[]>(TaskCatalog.Commit1, sector)
{
    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, ticket, seed, pieces, cids);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        TaskInput.Ticket(ticket);
        TaskInput.Seed(seed);
        TaskInput.Pieces(Ref, pieces);
        TaskInput.CommD("cids.Unsealed", cids.Unsealed);
        TaskInput.CommR("cids.Sealed", cids.Sealed);
    }

    /// <inheritdoc/>
    public override async Task<byte[]> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        AcquireRequest wanted = new(Ref) { Existing = SectorFileType.Sealed | SectorFileType.Cache, Stage = SealStage.PreCommitted2 };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        SectorPaths paths = SealedFiles.Of(files);
        SealCommitments commitments = new(TaskInput.CommR("cids.Sealed", cids.Sealed), TaskInput.CommD("cids.Unsealed", cids.Unsealed));
        PreCommittedSector preCommitted = new(Identity, TaskInput.Ticket(ticket), paths, commitments, TaskInput.Pieces(Ref, pieces));
        return await services.Sealer.Commit1Async(preCommitted, TaskInput.Seed(seed), progress, cancellationToken);
    }
}
