using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Verification;

/// <summary>Verifies the proofs of sectors of one shape (porep.md 10.1).</summary>
public sealed class SealVerifier
{
    private readonly Verifier _verifier;

    /// <param name="key">The key of the shape's circuit.</param>
    /// <param name="config">The shape.</param>
    /// <exception cref="FormatException">The key is of another circuit.</exception>
    public SealVerifier(VerifyingKey key, PoRepConfig config)
    {
        _verifier = new Verifier(key);
        if (_verifier.InputCount != SealCircuit.InputCount(config))
            throw new FormatException($"the key has {_verifier.InputCount} public inputs, the circuit {SealCircuit.InputCount(config)}");
    }

    /// <summary>Whether a proof proves that a sector is sealed.</summary>
    /// <param name="sector">Whose sector, and its number.</param>
    /// <param name="statement">What is proved of it.</param>
    /// <param name="proof">The proofs of all partitions, 192 bytes each.</param>
    /// <exception cref="SealingException">What is proved cannot be proved of any sector, or the proof is aggregated.</exception>
    /// <exception cref="FormatException">The bytes are no proof.</exception>
    public bool Verify(SealIdentity sector, SealStatement statement, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(sector);
        ArgumentNullException.ThrowIfNull(statement);
        PoRepConfig config = sector.Config;
        if (config.Feature == PoRepFeature.NonInteractivePoRep)
            throw new SealingException("A non-interactive proof is aggregated, which is not verified yet.");
        CommitmentChecks.Require(statement.Commitments);
        if (proof.Length != config.Partitions * Proof.Size)
            throw new FormatException($"a proof of {config.Partitions} partitions has {config.Partitions * Proof.Size} bytes, not {proof.Length}");
        Proof[] proofs = new Proof[config.Partitions];
        for (int i = 0; i < proofs.Length; i++) proofs[i] = Proof.Read(proof.Slice(i * Proof.Size, Proof.Size));
        (CommR commR, CommD commD) = (statement.Commitments.CommR, statement.Commitments.CommD);
        Digest replicaId = ReplicaId.Compute(sector, statement.Ticket, commD);
        Fr[][] inputs = [.. Challenges.Draw(config, replicaId, commR, statement.Seed)
            .Select(challenges => SealCircuit.PublicInputs(config, replicaId, commD, commR, challenges))];
        return proofs.Length == 1 ? _verifier.Verify(proofs[0], inputs[0]) : _verifier.VerifyBatch(proofs, inputs);
    }
}
