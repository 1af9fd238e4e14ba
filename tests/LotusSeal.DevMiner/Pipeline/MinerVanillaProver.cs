using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>Makes the vanilla proofs of sectors in the miner's own path, for its workers (protocol spec 5.5).</summary>
internal sealed class MinerVanillaProver(ISectorSealer sealer) : IVanillaProver
{
    public Task<byte[]> ProveSpacetimeAsync(SingleVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken)
    {
        CommR commR = Commitment(request.Sector.SealedCid, cid => cid.ToCommR());
        PostSector sector = new(PoRepConfig.ForProof(request.Sector.SealProof), request.Sector.SectorNumber, commR, files.Replica, files.Cache);
        return sealer.ProvePostSectorAsync(sector, request.Sector.Challenge ?? [], cancellationToken);
    }

    public Task<byte[]> ProveReplicationAsync(PoRepVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken) =>
        throw new SealingException("This miner makes no proofs of replication.");

    private static T Commitment<T>(Cid? cid, Func<Cid, T> convert)
    {
        try
        {
            return convert(cid ?? throw new FormatException("a CID is needed, got null"));
        }
        catch (FormatException malformed)
        {
            throw new SealingException($"Sector.SealedCID: {malformed.Message}", malformed);
        }
    }
}
