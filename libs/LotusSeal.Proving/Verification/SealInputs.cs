using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Verification;
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

    /// <summary>Reads the proofs of one sector.</summary>
    /// <exception cref="FormatException">The bytes are none.</exception>
    public static Proof[] ReadProofs(PoRepConfig config, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != config.Partitions * Proof.Size)
            throw new FormatException($"a proof of {config.Partitions} partitions has {config.Partitions * Proof.Size} bytes, not {bytes.Length}");
        Proof[] proofs = new Proof[config.Partitions];
        for (int i = 0; i < proofs.Length; i++) proofs[i] = Proof.Read(bytes.Slice(i * Proof.Size, Proof.Size));
        return proofs;
    }
}
