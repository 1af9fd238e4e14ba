using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Restores the data of a sealed sector into its unsealed file. The cost is the key, not the range, so the whole sector is decoded; its CommD must
/// be the requested one, or nothing is declared (Lotus returns success with wrong data there, protocol spec 10.5 S3).
/// </summary>
internal sealed class UnsealPieceTask(SectorRef sector, ulong unpaddedOffset, ulong unpaddedSize, byte[]? ticket, Cid? commD)
    : SectorTask<NoResult>(TaskCatalog.Unseal, sector)
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Wanted();
        TaskInput.Ticket(ticket);
        TaskInput.CommD("commD", commD);
    }

    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        await using (IAcquiredSector target = await AcquireTargetAsync(services.Store, cancellationToken))
        {
            string path = target.PathOf(SectorFileType.Unsealed);
            bool created = !File.Exists(path);
            try
            {
                using PartialFile unsealed = created ? PartialFile.Create(path, Config.SectorSize) : PartialFile.Open(path, Config.SectorSize);
                ByteRange wanted = Wanted();
                if (!unsealed.IsAllocated(wanted.Offset, wanted.Size))
                    await UnsealAsync(services, unsealed, path, progress, cancellationToken);
            }
            catch (Exception) when (created)
            {
                // Nobody knows this file yet; without valid data it must not be found at the next start.
                File.Delete(path);
                throw;
            }

            await target.DeclareAsync(cancellationToken);
        }

        foreach (SectorFileType type in (SectorFileType[])[SectorFileType.Sealed, SectorFileType.Cache, SectorFileType.Update,
            SectorFileType.UpdateCache])
            await services.Store.RemoveCopiesAsync(Sector, type, cancellationToken);
        return default;
    }

    private static bool IsNotFound(StorageException error) => error.Fault == StorageFault.SectorNotFound;

    private ByteRange Wanted() => TaskInput.PaddedRange("offset, size", unpaddedOffset, unpaddedSize, Config);

    private async Task<IAcquiredSector> AcquireTargetAsync(ISectorStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await store.AcquireAsync(new AcquireRequest(Ref) { Existing = SectorFileType.Unsealed }, cancellationToken);
        }
        catch (StorageException e) when (IsNotFound(e))
        {
            return await store.AcquireAsync(new AcquireRequest(Ref) { Allocate = SectorFileType.Unsealed }, cancellationToken);
        }
    }

    private async Task UnsealAsync(TaskServices services, PartialFile unsealed, string path, IProgress<PhaseProgress> progress,
        CancellationToken cancellationToken)
    {
        await RefuseUpdatedAsync(services.Store, cancellationToken);
        CommD expected = TaskInput.CommD("commD", commD);
        AcquireRequest wanted = new(Ref) { Existing = SectorFileType.Sealed | SectorFileType.Cache };
        await using IAcquiredSector source = await services.Store.AcquireAsync(wanted, cancellationToken);

        // Beside the type folders: whatever lies in those is taken for a sector when the path is opened.
        string scratch = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(path))!, "unseal-scratch", Sector.ToString());
        Directory.CreateDirectory(scratch);
        try
        {
            CommD actual;
            await using (Stream output = unsealed.OpenRange(0, Config.SectorSize))
            {
                SectorReplica replica = new(Identity, TaskInput.Ticket(ticket), expected, source.PathOf(SectorFileType.Sealed), scratch);
                actual = await services.Sealer.UnsealPaddedAsync(replica, output, progress, cancellationToken);
            }

            if (actual != expected)
                throw new SealingException($"unsealing {Sector} gives CommD {Cid.FromCommD(actual)}, requested is {commD}: "
                    + "the ticket, the CommD or the replica is of another sector");
            unsealed.MarkAllocated(0, Config.SectorSize);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>An updated sector's data is under another key; decoding it is part of the replica update. Nothing is fetched to know it.</summary>
    private async Task RefuseUpdatedAsync(ISectorStore store, CancellationToken cancellationToken)
    {
        if (await store.IsKnownAsync(Sector, SectorFileType.Update, cancellationToken))
            throw new SealingException($"sector {Sector} was updated (SnapDeals); unsealing updated sectors is not implemented in this worker");
    }
}
