using System.Security.Cryptography;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>
/// The steps of one sector folder. Each looks at <c>sector.json</c> first: a finished step is not done again, an interrupted one goes on where
/// the sealer can, and a step that comes too early says which one is missing.
/// </summary>
internal sealed class SectorWork(OfflineSectorFolder folder, ISectorSealer sealer, StepProgress progress, OfflineSectorState state)
{
    /// <summary>How far the sector is.</summary>
    public OfflineSectorState State { get; private set; } = state;

    /// <summary>The folder.</summary>
    public string Root => folder.Root;

    private PoRepFeature Feature => State.Feature;

    /// <summary>Goes back before the step whose files are gone: PreCommit2, or PreCommit1 when its files are not whole either.</summary>
    /// <returns>The missing file, or null.</returns>
    public async Task<string?> RepairAsync()
    {
        string? missing = SectorFiles.FirstMissing(folder, State);
        if (missing is null) return null;
        OfflineSectorState back = BackTo(SealStep.AddPiece, SealStep.PreCommit1);
        if (SectorFiles.FirstMissing(folder, back) is not null)
        {
            back = BackTo(SealStep.AddPiece);
            if (!SectorFiles.IsThere(folder.Unsealed, State.SectorSize))
                throw new CommandException($"'{missing}' is missing, and so is '{folder.Unsealed}' to make it from.");
        }

        await SaveAsync(back);
        return missing;
    }

    /// <summary>Adds pieces behind those that are there.</summary>
    public async Task AddPiecesAsync(IReadOnlyList<PieceFile> pieces, CancellationToken cancellationToken)
    {
        if (State.Has(SealStep.PreCommit1)) throw new CommandException($"'{folder.Root}' is past PreCommit1; pieces can no longer be added.");
        PieceRoom.Require(State.SectorSize, pieces, State.PaddedLength());
        foreach (PieceFile piece in pieces)
        {
            foreach (PaddedSize filler in PieceLayout.Fillers(State.PaddedLength(), piece.Length.ToPadded()).ToList())
                State = WithFiller(State, filler);
            ((PieceCommitment written, DateTime time), double seconds) = await progress.WatchAsync(SealStep.AddPiece,
                meter => WriteAsync(piece, meter, cancellationToken), cancellationToken);
            PieceState added = new(written.CommP, written.UnpaddedSize.Bytes, piece.Path, time);
            await SaveAsync(Finished(State with { Pieces = [.. State.Pieces, added] }, SealStep.AddPiece, seconds, addUp: true));
        }
    }

    /// <summary>Fills the sector with zero pieces and runs PreCommit1.</summary>
    public async Task PreCommit1Async(SealTicket ticket, CancellationToken cancellationToken)
    {
        if (State.Has(SealStep.PreCommit1)) return;
        using IDisposable memory = progress.Enter(SealStep.PreCommit1, sealer.MemoryFor(SealingPhase.PreCommit1, State.Config()));
        PrepareUnsealed(State.PaddedLength());
        AtomicFile.FlushFile(folder.Unsealed);
        PaddedSize whole = new(State.SectorSize);
        OfflineSectorState filled = PieceLayout.Fillers(State.PaddedLength(), whole).Aggregate(State, WithFiller);
        if (filled.Pieces.Count == 0) filled = WithFiller(filled, whole);
        await SaveAsync(filled with { Ticket = ticket });
        Directory.CreateDirectory(folder.Cache);
        (PreCommit1Output output, double seconds) = await progress.WatchAsync(SealStep.PreCommit1,
            meter => sealer.PreCommit1Async(new StagedSector(State.Identity(), ticket, folder.Paths, State.Commitments()), meter, cancellationToken),
            cancellationToken);
        // Only registered proofs have a JSON form; for the others sector.json holds all there is to know.
        if (State.ProofType is not null)
            await AtomicFile.WriteAsync(folder.PreCommit1Output, PreCommit1OutputJson.ToJson(output), cancellationToken);
        OfflineSectorState done = State with { CommD = output.CommD, ReplicaId = ReplicaId.Compute(State.Identity(), ticket, output.CommD) };
        await SaveAsync(Finished(done, SealStep.PreCommit1, seconds));
    }

    /// <summary>Runs PreCommit2.</summary>
    public async Task PreCommit2Async(CancellationToken cancellationToken)
    {
        if (State.Has(SealStep.PreCommit2)) return;
        Require(SealStep.PreCommit1);
        using IDisposable memory = progress.Enter(SealStep.PreCommit2, sealer.MemoryFor(SealingPhase.PreCommit2, State.Config()));
        PreCommit1Output input = new(State.Config(), folder.Cache, State.CommD!.Value) { ReplicaId = State.ReplicaId };
        (SealCommitments commitments, double seconds) = await progress.WatchAsync(SealStep.PreCommit2,
            meter => RunPreCommit2Async(input, meter, cancellationToken), cancellationToken);
        byte[] roots = await File.ReadAllBytesAsync(Path.Join(folder.Cache, SectorFileNames.PersistentAux), cancellationToken);
        OfflineSectorState done = State with
        {
            CommR = commitments.CommR,
            CommC = new Digest(roots.AsSpan(0, Digest.Size)),
            CommRLast = new Digest(roots.AsSpan(Digest.Size, Digest.Size)),
        };
        await SaveAsync(Finished(done, SealStep.PreCommit2, seconds));
    }

    /// <summary>Writes the synthetic proofs and drops the layers, as a synthetic sector's cache is between PreCommit2 and Commit1.</summary>
    public async Task SynthesizeAsync(CancellationToken cancellationToken)
    {
        if (Feature != PoRepFeature.SyntheticPoRep) throw new CommandException($"'{folder.Root}' has no synthetic proof type.");
        if (State.Has(SealStep.Synthetic))
        {
            // A kill may have come between the note and the deletion.
            sealer.ClearLayers(folder.Cache);
            return;
        }

        Require(SealStep.PreCommit2);
        (_, double seconds) = await progress.WatchAsync(SealStep.Synthetic, async meter =>
        {
            await sealer.GenerateSyntheticProofsAsync(PreCommitted(), meter, cancellationToken);
            return true;
        }, cancellationToken);
        await SaveAsync(Finished(State, SealStep.Synthetic, seconds));
        sealer.ClearLayers(folder.Cache);
    }

    /// <summary>Runs Commit1; a finished one with the same seed is kept.</summary>
    public async Task Commit1Async(InteractiveSeed seed, CancellationToken cancellationToken)
    {
        if (State.Has(SealStep.Commit1) && State.Seed == seed && HasCommit1Output()) return;
        Require(Feature == PoRepFeature.SyntheticPoRep ? SealStep.Synthetic : SealStep.PreCommit2);
        if (State.Has(SealStep.Finalize)) throw new CommandException($"'{folder.Root}' is finalized; the files that Commit1 reads are gone.");
        (byte[] output, double seconds) = await progress.WatchAsync(SealStep.Commit1,
            meter => sealer.Commit1Async(PreCommitted(), seed, meter, cancellationToken), cancellationToken);
        await AtomicFile.WriteAsync(folder.Commit1Output, output, cancellationToken);
        OfflineSectorState done = State with { Seed = seed, Commit1Sha256 = Convert.ToHexStringLower(SHA256.HashData(output)) };
        await SaveAsync(Finished(done, SealStep.Commit1, seconds));
    }

    /// <summary>Checks the Commit1 output on its own.</summary>
    public async Task VerifyCommit1Async(CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.Commit1Output)) throw new CommandException($"'{folder.Commit1Output}' does not exist; run c1 first.");
        byte[] output = await File.ReadAllBytesAsync(folder.Commit1Output, cancellationToken);
        sealer.VerifyCommit1(State.Identity(), output);
    }

    /// <summary>Deletes what is no longer needed once the proof is made.</summary>
    public async Task FinalizeAsync()
    {
        Require(SealStep.PreCommit2);
        // Noted first: after a kill the missing layers must not look like damage.
        await SaveAsync(Finished(State, SealStep.Finalize, State.Seconds.GetValueOrDefault(SealStep.Finalize)));
        (_, double seconds) = await progress.WatchAsync(SealStep.Finalize, _ =>
        {
            sealer.ClearCache(folder.Cache);
            return Task.FromResult(true);
        }, CancellationToken.None);
        await SaveAsync(Finished(State, SealStep.Finalize, seconds));
    }

    /// <summary>
    /// Writes unpadded bytes of the sealed sector to a file, which gets its name when they were compared: the whole sector with CommD, a range with
    /// the pieces that it touches.
    /// </summary>
    /// <returns>How many of the bytes are in no known piece and were not compared.</returns>
    public async Task<ulong> UnsealAsync(string path, ulong offset, ulong? length, CancellationToken cancellationToken)
    {
        Require(SealStep.PreCommit2);
        UnpaddedSize whole = State.Config().DataSize;
        DataRange range = new(offset, length ?? whole.Bytes - Math.Min(offset, whole.Bytes));
        if (range.Length == 0 || !range.IsWithin(whole))
            throw new UsageException($"--offset, --length: {range.Length} bytes from {offset} are not within the sector's {whole} unpadded bytes.");
        using IDisposable memory = progress.Enter("unseal", sealer.MemoryFor(SealingPhase.Unseal, State.Config()));
        SectorReplica replica = new(State.Identity(), State.Ticket!.Value, State.CommD!.Value, folder.Sealed, folder.Scratch);
        IReadOnlyList<PieceCommitment> known = KnownPieces(range, whole);
        try
        {
            await AtomicFile.WriteAsync(path, output => progress.WatchAsync("unseal", async meter =>
            {
                await sealer.UnsealCheckedAsync(replica, range, known, output, meter, cancellationToken);
                return true;
            }, cancellationToken));
        }
        finally
        {
            if (Directory.Exists(folder.Scratch)) Directory.Delete(folder.Scratch, recursive: true);
        }

        ulong end = known.Aggregate(0UL, (sum, piece) => sum + piece.UnpaddedSize.Bytes), rangeEnd = range.Offset + range.Length;
        return rangeEnd <= end ? 0 : Math.Min(range.Length, rangeEnd - end);
    }

    private IReadOnlyList<PieceCommitment> KnownPieces(DataRange range, UnpaddedSize whole)
    {
        if (range == new DataRange(0, whole.Bytes)) return [new PieceCommitment(State.CommD!.Value.Value, whole)];
        IReadOnlyList<PieceCommitment> pieces = State.Commitments();
        if (pieces.Count > 0 && sealer.ComputeCommD(State.Config(), pieces) != State.CommD)
            throw new CommandException($"'{folder.Root}/sector.json' is damaged: its pieces do not have its CommD {State.CommD}.");
        return pieces;
    }

    /// <summary>After damage the sector is back before PreCommit1, which makes what is damaged anew and keeps the rest.</summary>
    private async Task<SealCommitments> RunPreCommit2Async(PreCommit1Output input, IProgress<PhaseProgress>? meter,
        CancellationToken cancellationToken)
    {
        try
        {
            return await sealer.PreCommit2Async(input, folder.Paths, meter, cancellationToken);
        }
        catch (SealingException e) when (e.DamagedFile is not null)
        {
            await SaveAsync(BackTo(SealStep.AddPiece));
            throw new CommandException($"{e.Message} Run pc1 again: it makes just that anew.", e);
        }
    }

    /// <summary>The state with these steps done and no others.</summary>
    private OfflineSectorState BackTo(params string[] kept) =>
        State with { Seconds = State.Seconds.Where(step => kept.Contains(step.Key)).ToDictionary(), Seed = null, Commit1Sha256 = null };

    private static OfflineSectorState WithFiller(OfflineSectorState state, PaddedSize size)
    {
        PieceState filler = new(ZeroPieces.Commitment(size.Bytes), size.ToUnpadded().Bytes, null, null);
        return state with { Pieces = [.. state.Pieces, filler] };
    }

    private static OfflineSectorState Finished(OfflineSectorState state, string step, double seconds, bool addUp = false)
    {
        Dictionary<string, double> all = new(state.Seconds);
        all[step] = addUp ? Math.Round(all.GetValueOrDefault(step) + seconds, 3) : seconds;
        return state with { Seconds = all };
    }

    private async Task<(PieceCommitment Piece, DateTime Time)> WriteAsync(PieceFile piece, IProgress<PhaseProgress> meter,
        CancellationToken cancellationToken)
    {
        PaddedSize offset = State.PaddedLength();
        PrepareUnsealed(offset);
        FileStream unsealed = new(folder.Unsealed, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1 << 20);
        await using (unsealed)
        {
            Stream data = piece.OpenRead();
            await using (data)
            {
                CountingStream counted = new(data, piece.Length.Bytes, Path.GetFileName(piece.Path), meter);
                PieceCommitment written = await sealer.WritePieceAsync(counted, piece.Length, unsealed, offset, cancellationToken);
                unsealed.Flush(flushToDisk: true);
                DateTime time = File.GetLastWriteTimeUtc(piece.Path);
                return time == piece.Time ? (written, time) : throw new CommandException($"--piece: '{piece.Path}' was changed while it was read.");
            }
        }
    }

    /// <summary>Cutting and growing leaves zeros behind the pieces, whatever an interrupted copy wrote there; who goes on syncs the file.</summary>
    private void PrepareUnsealed(PaddedSize used)
    {
        if (used.Bytes > 0 && !SectorFiles.IsThere(folder.Unsealed, State.SectorSize))
            throw new CommandException($"'{folder.Unsealed}' is missing or has not the sector's {State.SectorSize} bytes.");
        using FileStream unsealed = new(folder.Unsealed, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        unsealed.SetLength((long)used.Bytes);
        unsealed.SetLength((long)State.SectorSize);
    }

    private bool HasCommit1Output() => File.Exists(folder.Commit1Output)
        && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder.Commit1Output))) == State.Commit1Sha256;

    private PreCommittedSector PreCommitted() => new(State.Identity(), State.Ticket!.Value, folder.Paths,
        new SealCommitments(State.CommR!.Value, State.CommD!.Value), State.Commitments());

    private void Require(string step)
    {
        if (!State.Has(step)) throw new CommandException($"'{folder.Root}' has not been through {step}; run that first.");
    }

    private async Task SaveAsync(OfflineSectorState next)
    {
        await folder.SaveAsync(next);
        State = next;
    }
}
