using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Puts new data into a sealed sector without data (SnapDeals). The sealed files are only read.</summary>
internal sealed class ReplicaUpdateTask(SectorRef sector, PieceInfo[]? pieces) : SectorTask<ReplicaUpdateOut>(TaskCatalog.ReplicaUpdate, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => SectorFileType.Update | SectorFileType.UpdateCache;

    /// <summary>Until it has ended, the miner knows of nothing that it makes: of a sector that is removed meanwhile only the rest is.</summary>
    public override SectorFileType EndsWithout => Writes | SectorFileType.Unsealed | SectorFileType.Sealed | SectorFileType.Cache;

    /// <inheritdoc/>
    public override SectorFileType LeavesUndeclared => Writes;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, pieces);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        TaskInput.Pieces(Ref, pieces);
    }

    /// <inheritdoc/>
    public override async Task<ReplicaUpdateOut> RunAsync(TaskServices services, IProgress<PhaseProgress> progress,
        CancellationToken cancellationToken)
    {
        AcquireRequest wanted = new(Ref)
        {
            Existing = SectorFileType.Unsealed | SectorFileType.Sealed | SectorFileType.Cache,
            Allocate = Writes,
            Stage = SealStage.PreCommitted2,
        };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        try
        {
            SealCommitments made = await services.Updater.EncodeAsync(UpdatedFiles.KeyOf(files, Config), UpdatedFiles.Of(files),
                files.PathOf(SectorFileType.Unsealed), TaskInput.Pieces(Ref, pieces), progress, cancellationToken);
            await files.DeclareAsync(cancellationToken);
            return new ReplicaUpdateOut(Cid.FromCommR(made.CommR), Cid.FromCommD(made.CommD));
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            await DiscardAsync(services);
            throw;
        }
    }

    /// <summary>Half an update is of no use to a repeat, and nobody knows of it who could remove it.</summary>
    private async Task DiscardAsync(TaskServices services)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        foreach (SectorFileType type in Writes.Each())
        {
            try
            {
                await services.Store.RemoveUnknownAsync(Sector, type, limit.Token);
            }
            catch (Exception)
            {
                // The first error is the one to report; the next start declares what lies in the path.
            }
        }
    }
}
