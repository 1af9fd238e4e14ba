using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;

namespace LotusSeal.DevMiner.V0;

/// <summary>
/// The steps as v0.3.0 shares them (protocol spec 1.12, 4.8): PreCommit1 and PreCommit2 on workers, the others in the miner on its own path.
/// </summary>
internal sealed class V0Steps(V0Workers workers, ISectorStore store, ISectorSealer sealer) : ISealingSteps
{
    private const SectorFileType SealedAndCache = SectorFileType.Sealed | SectorFileType.Cache;

    /// <inheritdoc/>
    public async Task<PieceInfo> AddPieceAsync(SectorRef sector, ulong[] existing, PieceSource source, int priority,
        CancellationToken cancellationToken)
    {
        bool first = existing.Length == 0;
        AcquireRequest wanted = new(sector)
        {
            Existing = first ? SectorFileType.None : SectorFileType.Unsealed,
            Allocate = first ? SectorFileType.Unsealed : SectorFileType.None,
            Mode = AcquireMode.Move,
        };
        await using IAcquiredSector files = await store.AcquireAsync(wanted, cancellationToken);
        PaddedSize offset = existing.Aggregate(default(PaddedSize), (sum, size) => sum + new UnpaddedSize(size).ToPadded());
        PieceCommitment piece;
        await using (FileStream unsealed = new(files.PathOf(SectorFileType.Unsealed), FileMode.OpenOrCreate, FileAccess.ReadWrite))
        {
            unsealed.SetLength((long)PoRepConfig.ForProof(sector.ProofType).SectorSize);
            await using Stream data = source.OpenRead();
            piece = await sealer.WritePieceAsync(data, UnpaddedSize.OfPiece(source.UnpaddedSize), unsealed, offset, cancellationToken);
            unsealed.Flush(flushToDisk: true);
        }

        if (first) await files.DeclareAsync(cancellationToken);
        return PieceInfo.Of(piece);
    }

    /// <inheritdoc/>
    public Task<byte[]> PreCommit1Async(SectorRef sector, byte[] ticket, PieceInfo[] pieces, int priority, CancellationToken cancellationToken) =>
        workers.RunAsync(TaskTypes.PreCommit1, async worker =>
        {
            await worker.FetchAsync(sector.Id, SectorFileType.Unsealed, true, cancellationToken);
            return await worker.SealPreCommit1Async(sector.Id, ticket, pieces, cancellationToken);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<SectorCids> PreCommit2Async(SectorRef sector, byte[] preCommit1Output, int priority, CancellationToken cancellationToken) =>
        workers.RunAsync(TaskTypes.PreCommit2, async worker =>
        {
            await worker.FetchAsync(sector.Id, SealedAndCache, true, cancellationToken);
            return await worker.SealPreCommit2Async(sector.Id, preCommit1Output, cancellationToken);
        }, cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]> Commit1Async(SectorRef sector, byte[] ticket, byte[] seed, PieceInfo[] pieces, SectorCids cids, int priority,
        CancellationToken cancellationToken)
    {
        AcquireRequest wanted = new(sector) { Existing = SealedAndCache, Mode = AcquireMode.Move };
        await using IAcquiredSector files = await store.AcquireAsync(wanted, cancellationToken);
        SealIdentity identity = new(PoRepConfig.ForProof(sector.ProofType), ProverId.FromMiner(sector.Id.Miner), sector.Id.Number);
        PieceCommitment[] commitments = [.. pieces.Select(piece => piece.ToCommitment())];
        SectorPaths paths = new(files.PathOf(SectorFileType.Cache), files.PathOf(SectorFileType.Sealed));
        PreCommittedSector preCommitted = new(identity, new SealTicket(new Digest(ticket)), paths,
            new SealCommitments(cids.Sealed!.ToCommR(), cids.Unsealed!.ToCommD()), commitments);
        return await sealer.Commit1Async(preCommitted, new InteractiveSeed(new Digest(seed)), null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]> Commit2Async(SectorRef sector, byte[] commit1Output, int priority, CancellationToken cancellationToken) =>
        workers.RunAsync(TaskTypes.Commit2, worker => worker.SealCommit2Async(sector.Id, commit1Output, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task ReleaseUnsealedAsync(SectorRef sector, UnpaddedRange[]? keep, int priority, CancellationToken cancellationToken)
    {
        if (keep is { Length: > 0 }) return;
        await store.RemoveAsync(sector.Id, SectorFileType.Unsealed, [], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task FinalizeAsync(SectorRef sector, int priority, CancellationToken cancellationToken)
    {
        AcquireRequest wanted = new(sector, PathType.Storage) { Existing = SectorFileType.Cache, Mode = AcquireMode.Move };
        await using (IAcquiredSector files = await store.AcquireAsync(wanted, cancellationToken))
            sealer.ClearCache(files.PathOf(SectorFileType.Cache));
        await store.MoveStorageAsync(sector, SealedAndCache, cancellationToken);
    }
}
