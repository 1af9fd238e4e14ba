using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.DevMiner.Spacetime;

/// <summary>A sector as the chain would have it proved.</summary>
/// <param name="Id">The sector.</param>
/// <param name="SealProof">Its proof type.</param>
/// <param name="CommR">Commitment of the replica that has to be there.</param>
/// <param name="IsUpdate">Whether that is the replica of an update.</param>
internal sealed record ProvableSector(SectorId Id, RegisteredSealProof SealProof, Cid CommR, bool IsUpdate)
{
    /// <summary>The sectors that are sealed, in ascending order; while one takes data it is proved by what it was before.</summary>
    public static IReadOnlyList<ProvableSector> In(SectorLedger ledger) => [.. ledger.All().Select(Of).OfType<ProvableSector>()];

    /// <summary>What is asked of it.</summary>
    public PostSectorChallenge Challenge(RegisteredPoStProof proof, Digest randomness, int position) =>
        new(SealProof, Id.Number, CommR, PostChallenges.Draw(proof, randomness, Id.Number, position), IsUpdate);

    private static ProvableSector? Of(SectorRecord sector)
    {
        if (sector.CommR is not { } sealedReplica) return null;
        if (sector.Update is not { } update)
            return sector.State == SectorState.Proving ? new ProvableSector(sector.Id, sector.ProofType, sealedReplica, false) : null;
        // The step that takes the key away comes after the update has become the sector.
        bool isUpdated = update.IsActive || sector.State is SectorState.ReleaseSectorKey or SectorState.ReleaseSectorKeyFailed;
        return new ProvableSector(sector.Id, sector.ProofType, isUpdated ? update.CommR! : sealedReplica, isUpdated);
    }
}
