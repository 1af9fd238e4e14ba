using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Tasks;

/// <summary>Makes the vanilla proofs of sectors that this worker stores (protocol spec 5.5).</summary>
internal sealed class SectorVanillaProver(ISectorSealer sealer) : IVanillaProver
{
    /// <inheritdoc/>
    public Task<byte[]> ProveSpacetimeAsync(SingleVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken)
    {
        PostSectorChallenge sector = request.Sector;
        PostSector proved = new(PoRepConfig.ForProof(sector.SealProof), sector.SectorNumber, TaskInput.CommR("Sector.SealedCID", sector.SealedCid),
            files.Replica, files.Cache);
        return sealer.ProvePostSectorAsync(proved, sector.Challenge ?? [], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]> ProveReplicationAsync(PoRepVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken)
    {
        PoRepConfig config = PoRepConfig.ForProof(request.Sector.ProofType);
        SealIdentity identity = new(config, ProverId.FromMiner(request.Sector.Id.Miner), request.Sector.Id.Number);
        SealCommitments commitments = new(TaskInput.CommR("Sealed", request.Sealed), TaskInput.CommD("Unsealed", request.Unsealed));
        // As in Lotus the whole sector counts as one piece, so that CommD alone says what is in it.
        PieceCommitment whole = new(commitments.CommD.Value, config.DataSize);
        PreCommittedSector sector = new(identity, TaskInput.Ticket(request.Ticket), new SectorPaths(files.Cache, files.Replica), commitments,
            [whole]);
        return sealer.Commit1Async(sector, TaskInput.Seed(request.Seed), null, cancellationToken);
    }
}
