using System.Globalization;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Restores the data of a sealed or updated sector into its unsealed file. The cost is the key, not the range, so the whole sector is decoded and
/// all that the file lacks is filled in; the CommD must be the requested one before anything of it counts as valid (Lotus returns success with
/// wrong data there, protocol spec 10.5 S3). Valid bytes are never written.
/// </summary>
internal sealed class UnsealPieceTask(SectorRef sector, ulong unpaddedOffset, ulong unpaddedSize, byte[]? ticket, Cid? commD)
    : SectorTask<NoResult>(TaskCatalog.Unseal, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => SectorFileType.Unsealed;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, Source, unpaddedOffset, unpaddedSize);

    /// <summary>What the data are decoded from; whatever range is asked for, the whole of it is filled in.</summary>
    private string Source => TaskInput.Key(ticket, commD);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Wanted();
        TaskInput.Ticket(ticket);
        TaskInput.CommD("commD", commD);
    }

    /// <summary>Another range of the same data is waited for: it takes hours that would be lost, and fills in all there is.</summary>
    public override bool Supersedes(SealTask older) => base.Supersedes(older) && older is UnsealPieceTask other && other.Source != Source;

    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        await using (IAcquiredSector target = await AcquireTargetAsync(services.Store, cancellationToken))
        {
            bool whole;
            string path = target.PathOf(SectorFileType.Unsealed);
            bool created = !File.Exists(path);
            try
            {
                using PartialFile unsealed = created ? PartialFile.Create(path, Config.SectorSize) : PartialFile.Open(path, Config.SectorSize);
                ByteRange wanted = Wanted();
                if (!unsealed.IsAllocated(wanted.Offset, wanted.Size))
                    await UnsealAsync(services, unsealed, path, progress, cancellationToken);
                // A file that was made here was made because nobody had one.
                whole = !created && unsealed.IsAllocated(0, Config.SectorSize);
            }
            catch (Exception) when (created)
            {
                // Nobody knows this file yet; without valid data it must not be found at the next start.
                File.Delete(path);
                throw;
            }

            await target.DeclareAsync(cancellationToken);
            if (whole) await RemoveLesserCopiesAsync(services.Store, target.StorageIdOf(SectorFileType.Unsealed), cancellationToken);
        }

        foreach (SectorFileType type in (SectorFileType[])[SectorFileType.Sealed, SectorFileType.Cache, SectorFileType.Update,
            SectorFileType.UpdateCache])
            await services.Store.RemoveCopiesAsync(Sector, type, cancellationToken);
        return default;
    }

    /// <summary>
    /// The file that this one was copied from, with what was kept, is primary: the miner would now take it for the one to keep, and delete what was
    /// unsealed. Nothing in it is missing here.
    /// </summary>
    private Task RemoveLesserCopiesAsync(ISectorStore store, string pathId, CancellationToken cancellationToken) =>
        store.RemoveAsync(Sector, SectorFileType.Unsealed, [pathId], cancellationToken);

    private static string Describe(IReadOnlyList<ByteRange> ranges) => string.Create(CultureInfo.InvariantCulture,
        $"bytes {ranges[0].Offset} to {ranges[0].End}{(ranges.Count == 1 ? "" : $" and {ranges.Count - 1} more ranges up to {ranges[^1].End}")}");

    /// <summary>Pieces begin and end at blocks, so that is how validity is counted.</summary>
    private static ByteRange WholeBlocks(ByteRange range)
    {
        ulong start = range.Offset / PaddedSize.Block * PaddedSize.Block;
        ulong end = (range.End + PaddedSize.Block - 1) / PaddedSize.Block * PaddedSize.Block;
        return new ByteRange(start, end - start);
    }

    private static bool IsNotFound(StorageException error) => error.Fault == StorageFault.SectorNotFound;

    private CommD Expected => TaskInput.CommD("commD", commD);

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
        // An updated sector's data is under another key.
        bool updated = await services.Store.IsKnownAsync(Sector, SectorFileType.Update, cancellationToken);
        bool hasKey = !updated || await services.Store.IsKnownAsync(Sector, SectorFileType.Sealed, cancellationToken);
        using IDisposable? memory = updated && hasKey ? null
            : services.Memory.Enter(ToString(), services.Sealer.MemoryFor(SealingPhase.Unseal, Config));
        SectorFileType existing = SectorFileType.Cache | (updated ? SectorFileType.Update : 0) | (hasKey ? SectorFileType.Sealed : 0);
        AcquireRequest wanted = new(Ref) { Existing = existing, Stage = SealStage.PreCommitted2 };
        await using IAcquiredSector source = await services.Store.AcquireAsync(wanted, cancellationToken);

        // Beside the type folders: whatever lies in those is taken for a sector when the path is opened.
        string scratches = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(path))!, SectorFolder.UnsealScratch);
        Directory.CreateDirectory(scratches);
        using FolderOwner owner = FolderOwner.Claim(scratches);
        string scratch = owner.NameOf(Sector.ToString());
        Directory.CreateDirectory(scratch);
        try
        {
            SectorData data = updated ? OfUpdate(services, source, hasKey, scratch) : OfSealed(services, source, scratch);
            await FillAsync(unsealed, data, progress, cancellationToken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Fills what is missing. What is valid may be read by others at this moment: it is compared, never written.</summary>
    private async Task FillAsync(PartialFile unsealed, SectorData data, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        await using FillStream fill = unsealed.OpenFill();
        try
        {
            CommD actual = await data.Decode(fill, progress, cancellationToken);
            if (actual != Expected) throw new SealingException(Mismatch(unsealed, data.Replica, fill, actual));
        }
        catch (Exception)
        {
            foreach (ByteRange range in fill.Missing) unsealed.Discard(range.Offset, range.Size);
            throw;
        }

        foreach (ByteRange range in fill.Missing) unsealed.MarkAllocated(range.Offset, range.Size);
        if (fill.Different.Count == 0) return;
        // The replica is proved by its CommD, so it is the kept bytes that rotted.
        ByteRange[] rotten = [.. fill.Different.Select(WholeBlocks)];
        foreach (ByteRange range in rotten) unsealed.Distrust(range.Offset, range.Size);
        throw new SealingException($"{unsealed.FilePath}: {Describe(rotten)} differ from what {data.Replica} holds, whose CommD is right: "
            + "the kept data rotted. These bytes are no longer valid, and the next unsealing makes them anew");
    }

    private string Mismatch(PartialFile unsealed, string replica, FillStream fill, CommD actual)
    {
        string kept = fill.Different.Count == 0 ? ""
            : $"; {Describe(fill.Different)} of {unsealed.FilePath}, which are kept as they are, differ from it: one of the two files rotted there, "
            + "or the ticket is another sector's";
        return $"unsealing {Sector} from {replica} gives CommD {Cid.FromCommD(actual)}, requested is {commD}: "
            + $"the ticket, the CommD or the replica is of another sector, or the replica is damaged{kept}";
    }

    private SectorData OfSealed(TaskServices services, IAcquiredSector source, string scratch)
    {
        SectorReplica replica = new(Identity, TaskInput.Ticket(ticket), Expected, source.PathOf(SectorFileType.Sealed), scratch);
        return new SectorData(replica.SealedPath,
            (output, progress, cancellationToken) => services.Sealer.UnsealPaddedAsync(replica, output, progress, cancellationToken));
    }

    /// <summary>
    /// Once an update is active its key is removed. It is labelled again in memory, where Lotus writes a sealed file that nobody removes (protocol
    /// spec 10.5 S2).
    /// </summary>
    private SectorData OfUpdate(TaskServices services, IAcquiredSector source, bool hasKey, string scratch)
    {
        CommR oldCommR = SealedCache.ReadCommR(source.PathOf(SectorFileType.Cache));
        UpdatedReplica update = new(Config, source.PathOf(SectorFileType.Update), oldCommR, Expected);
        if (hasKey)
        {
            string key = source.PathOf(SectorFileType.Sealed);
            return new SectorData($"{update.Replica} with {key}",
                (output, progress, cancellationToken) => services.Updater.DecodeAsync(update, key, output, progress, cancellationToken));
        }

        ReleasedKey released = new(Identity, TaskInput.Ticket(ticket), scratch);
        return new SectorData(update.Replica,
            (output, progress, cancellationToken) => services.Updater.DecodeWithoutKeyAsync(update, released, output, progress, cancellationToken));
    }
}
