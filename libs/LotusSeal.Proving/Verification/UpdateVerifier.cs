using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Verification;

/// <summary>Verifies the proofs of updates of sectors of one shape (porep.md 10.3).</summary>
public sealed class UpdateVerifier
{
    private readonly UpdateRules _rules;
    private readonly Verifier _verifier;

    /// <param name="key">The key of the shape's circuit.</param>
    /// <param name="config">The shape.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <exception cref="FormatException">The key is of another circuit.</exception>
    public UpdateVerifier(VerifyingKey key, PoRepConfig config, IVerifierBackend? backend = null)
    {
        _rules = UpdateRules.For(config);
        _verifier = new Verifier(key, backend);
        PartitionProofs.RequireInputs(_verifier.InputCount, UpdateCircuit.InputCount);
    }

    /// <summary>Whether a proof proves that a sector was updated.</summary>
    /// <param name="statement">What is proved.</param>
    /// <param name="proof">The proofs of all partitions, 192 bytes each.</param>
    /// <exception cref="SealingException">A commitment is all zero or no field element.</exception>
    /// <exception cref="FormatException">The bytes are no proof.</exception>
    public bool Verify(UpdateStatement statement, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(statement);
        statement.Check();
        Proof[] proofs = PartitionProofs.Read(_rules.Partitions, proof, _verifier.Backend);
        Fr[][] inputs = [.. Enumerable.Range(0, proofs.Length).Select(partition => UpdateCircuit.PublicInputs(_rules, statement, partition))];
        return _verifier.VerifyBatch(proofs, inputs);
    }
}
