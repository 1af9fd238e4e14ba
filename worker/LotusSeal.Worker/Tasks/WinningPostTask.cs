using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Tasks;

/// <summary>The winning proof of a sector (post.md 8.2). There is no list of skipped sectors: what cannot be read is an error.</summary>
internal sealed class WinningPostTask(PostCall call) : SealTask<PoStProof[]>(TaskCatalog.WinningPoSt)
{
    /// <inheritdoc/>
    public override SectorId Sector => new(call.Miner, call.Sectors is [var sector, ..] ? sector.SectorNumber : 0);

    /// <inheritdoc/>
    public override void Check() => call.Check(isWinning: true);

    /// <inheritdoc/>
    public override async Task<PoStProof[]> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        // A missed proof costs a fee: it is tried with whatever memory there is.
        using IDisposable memory = services.Memory.EnterUnchecked(services.ProofMemory(ProofNeeds.OfPost(call.Proof)));
        ChallengedSectors sectors = new(services, call, progress);
        IReadOnlyList<byte[]> vanilla = await sectors.ReadAsync(cancellationToken);
        if (sectors.Unreadable is [var (sector, reason), ..])
            throw new RpcException($"get winning sector:{sector.Number},vanilla failed: {reason}");
        byte[] proof = await services.Prover.ProveAsync(new ProofRequest(ProofKind.WinningPost, call.ProofNumber, call.Miner, 0),
            PostInput.Write(call.Randomness, 0, vanilla), progress, cancellationToken);
        return [new PoStProof(call.ProofNumber, proof)];
    }
}
