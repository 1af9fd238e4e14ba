using LotusSeal.Bls12381.Fields;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Verification;

/// <summary>What the proofs of a sector make public (porep.md 8.5, 10.1).</summary>
internal static class SealInputs
{
    /// <summary>The public inputs of every partition in order, without ONE.</summary>
    /// <exception cref="SealingException">What is proved cannot be proved of any sector.</exception>
    public static Fr[][] Of(SealIdentity sector, SealStatement statement)
    {
        CommitmentChecks.Require(statement.Commitments);
        (CommR commR, CommD commD) = (statement.Commitments.CommR, statement.Commitments.CommD);
        Digest replicaId = ReplicaId.Compute(sector, statement.Ticket, commD);
        return [.. Challenges.Draw(sector.Config, replicaId, commR, statement.Seed)
            .Select(challenges => SealCircuit.PublicInputs(sector.Config, replicaId, commD, commR, challenges))];
    }
}
