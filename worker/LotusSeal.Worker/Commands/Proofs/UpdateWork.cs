using System.Text.Json;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>The steps of an update of one sector folder, whose sector is sealed.</summary>
internal sealed class UpdateWork(
    OfflineSectorFolder folder, ISectorSealer sealer, ISectorUpdater updater, StepProgress progress, OfflineSectorState sector)
{
    private readonly PoRepConfig _config = sector.Config();

    private SectorKey Key => new(_config, folder.Sealed, folder.Cache);

    private UpdateFiles Files => new(folder.Update, folder.UpdateCache);

    /// <summary>Writes pieces as the new data and puts them under the sealed file, in place of what an earlier update left.</summary>
    public async Task<UpdateReport> EncodeAsync(IReadOnlyList<PieceFile> pieces, CancellationToken cancellationToken)
    {
        CommR old = RequireSealed(folder, sector);
        PieceRoom.Require(sector.SectorSize, pieces);
        File.Delete(folder.UpdateState);
        File.Delete(folder.UpdateProofs);
        (IReadOnlyList<PieceState> written, double writing) = await progress.WatchAsync(SealStep.AddPiece,
            meter => WriteAsync(pieces, meter, cancellationToken), cancellationToken);
        (SealCommitments made, double encoding) = await progress.WatchAsync("update encode", meter => updater.EncodeAsync(Key, Files,
            folder.UpdateUnsealed, [.. written.Select(piece => new PieceCommitment(piece.CommP, new UnpaddedSize(piece.UnpaddedSize)))], meter,
            cancellationToken), cancellationToken);
        OfflineUpdateState update = new(old, made.CommR, made.CommD, written);
        await AtomicFile.WriteAsync(folder.UpdateState, JsonSerializer.SerializeToUtf8Bytes(update, SectorJson.Types.OfflineUpdateState),
            cancellationToken);
        return ReportOf(update, writing + encoding);
    }

    /// <summary>Makes the vanilla proofs: a JSON list of base64 strings, one a partition, as a miner gets it.</summary>
    public async Task<UpdateReport> ProveAsync(CancellationToken cancellationToken)
    {
        OfflineUpdateState update = Load(folder, sector);
        UpdateStatement statement = StatementOf(update);
        (byte[][] proofs, double seconds) = await progress.WatchAsync("update prove1",
            meter => updater.ProveAsync(Key, Files, statement, meter, cancellationToken), cancellationToken);
        await AtomicFile.WriteAsync(folder.UpdateProofs, JsonSerializer.SerializeToUtf8Bytes(proofs, SectorJson.Types.ByteArrayArray),
            cancellationToken);
        return ReportOf(update, seconds);
    }

    /// <summary>The statement of the update and its vanilla proofs, as <see cref="ProveAsync"/> left them.</summary>
    /// <exception cref="CommandException">There are none, or they are damaged or of an earlier update.</exception>
    public static (UpdateStatement Statement, byte[][] VanillaProofs) Proved(OfflineSectorFolder folder, OfflineSectorState sector)
    {
        OfflineUpdateState update = Load(folder, sector);
        if (!File.Exists(folder.UpdateProofs)) throw new CommandException($"'{folder.Root}' has no vanilla proofs; run update prove1 first.");
        try
        {
            byte[][] proofs = JsonSerializer.Deserialize(File.ReadAllBytes(folder.UpdateProofs), SectorJson.Types.ByteArrayArray)
                ?? throw new JsonException("it holds null.");
            return (StatementOf(update), proofs);
        }
        catch (JsonException e)
        {
            throw new CommandException($"'{folder.UpdateProofs}' is damaged: {e.Message}", e);
        }
    }

    /// <summary>Writes the update's unpadded data to a file, which gets its name when they were compared with CommD.</summary>
    /// <remarks>The sealed file may be gone.</remarks>
    public async Task<UpdateReport> DecodeAsync(string path, CancellationToken cancellationToken)
    {
        OfflineUpdateState update = Load(folder, sector);
        using IDisposable? memory = File.Exists(folder.Sealed) ? null
            : progress.Enter("update decode", sealer.MemoryFor(SealingPhase.Unseal, _config));
        UpdatedReplica replica = new(_config, folder.Update, update.OldCommR, update.CommD);
        double seconds = 0;
        try
        {
            await AtomicFile.WriteAsync(path, async output =>
            {
                using UnpaddingStream unpadding = new(output);
                (CommD actual, seconds) = await progress.WatchAsync("update decode", meter => File.Exists(folder.Sealed)
                    ? updater.DecodeAsync(replica, folder.Sealed, unpadding, meter, cancellationToken)
                    : updater.DecodeWithoutKeyAsync(replica, new ReleasedKey(sector.Identity(), sector.Ticket!.Value, folder.Scratch), unpadding,
                        meter, cancellationToken), cancellationToken);
                if (actual != update.CommD)
                    throw new CommandException($"'{folder.Update}' decodes to CommD {actual}, expected is {update.CommD}: it or the key is damaged.");
            });
        }
        finally
        {
            if (Directory.Exists(folder.Scratch)) Directory.Delete(folder.Scratch, recursive: true);
        }

        return ReportOf(update, seconds);
    }

    private static UpdateStatement StatementOf(OfflineUpdateState update) =>
        new(update.OldCommR, new SealCommitments(update.CommR, update.CommD));

    private static CommR RequireSealed(OfflineSectorFolder folder, OfflineSectorState sector) =>
        sector.Has(SealStep.PreCommit2) && sector.CommR is { } commR
        ? commR
        : throw new CommandException($"'{folder.Root}' has not been through {SealStep.PreCommit2}; run that first.");

    private UpdateReport ReportOf(OfflineUpdateState update, double seconds) =>
        new(update.OldCommR, update.CommR, update.CommD, UpdateRules.For(_config).Partitions, Math.Round(seconds, 3));

    /// <exception cref="CommandException">There is no update, it is damaged, or of an earlier sealing.</exception>
    private static OfflineUpdateState Load(OfflineSectorFolder folder, OfflineSectorState sector)
    {
        CommR old = RequireSealed(folder, sector);
        if (!File.Exists(folder.UpdateState)) throw new CommandException($"'{folder.Root}' has no whole update; run update encode first.");
        try
        {
            OfflineUpdateState update = JsonSerializer.Deserialize(File.ReadAllBytes(folder.UpdateState), SectorJson.Types.OfflineUpdateState)
                ?? throw new JsonException("it holds null.");
            return update.OldCommR == old ? update
                : throw new CommandException($"'{folder.UpdateState}' is of CommR {update.OldCommR}, the sector has {old}; run update encode again.");
        }
        catch (JsonException e)
        {
            throw new CommandException($"'{folder.UpdateState}' is damaged: {e.Message}", e);
        }
    }

    private async Task<IReadOnlyList<PieceState>> WriteAsync(IReadOnlyList<PieceFile> pieces, IProgress<PhaseProgress> meter,
        CancellationToken cancellationToken)
    {
        List<PieceState> written = [];
        PaddedSize end = default;
        FileStream unsealed = new(folder.UpdateUnsealed, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 20);
        await using (unsealed)
        {
            unsealed.SetLength((long)sector.SectorSize);
            foreach (PieceFile piece in pieces)
            {
                Fill(PieceLayout.Fillers(end, piece.Length.ToPadded()));
                await using Stream data = piece.OpenRead();
                CountingStream counted = new(data, piece.Length.Bytes, Path.GetFileName(piece.Path), meter);
                PieceCommitment made = await sealer.WritePieceAsync(counted, piece.Length, unsealed, end, cancellationToken);
                written.Add(new PieceState(made.CommP, made.UnpaddedSize.Bytes, piece.Path, piece.Time));
                end += made.PaddedSize;
            }

            Fill(PieceLayout.Fillers(end, new PaddedSize(sector.SectorSize)));
            unsealed.Flush(flushToDisk: true);
        }

        return written;

        void Fill(IEnumerable<PaddedSize> sizes)
        {
            foreach (PaddedSize size in sizes.ToList())
            {
                written.Add(new PieceState(ZeroPieces.Commitment(size.Bytes), size.ToUnpadded().Bytes, null, null));
                end += size;
            }
        }
    }
}
