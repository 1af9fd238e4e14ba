using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Aggregation;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving.Aggregation;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Proving.Verification;

/// <summary>Verifies the proofs of sectors of one shape (porep.md 10.1).</summary>
public sealed class SealVerifier
{
    private readonly Verifier _verifier;
    private readonly SealAggregateVerifier? _aggregates;

    /// <param name="key">The key of the shape's circuit.</param>
    /// <param name="config">The shape.</param>
    /// <param name="aggregation">The key of aggregates, which non-interactive sectors need.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <exception cref="FormatException">The key is of another circuit.</exception>
    public SealVerifier(VerifyingKey key, PoRepConfig config, AggregationKey? aggregation = null, IVerifierBackend? backend = null)
    {
        _verifier = new Verifier(key, backend);
        PartitionProofs.RequireInputs(_verifier.InputCount, SealCircuit.InputCount(config));
        if (aggregation is not null) _aggregates = new SealAggregateVerifier(key, aggregation, config);
    }

    /// <summary>Whether a proof proves that a sector is sealed.</summary>
    /// <param name="sector">Whose sector, and its number.</param>
    /// <param name="statement">What is proved of it.</param>
    /// <param name="proof">The proofs of all partitions, 192 bytes each; the aggregate of them when the sector is non-interactive.</param>
    /// <exception cref="SealingException">What is proved cannot be proved of any sector, or the key of aggregates is missing.</exception>
    /// <exception cref="FormatException">The bytes are no proof.</exception>
    public bool Verify(SealIdentity sector, SealStatement statement, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(sector);
        ArgumentNullException.ThrowIfNull(statement);
        if (sector.Config.Feature == PoRepFeature.NonInteractivePoRep)
        {
            if (_aggregates is null) throw new SealingException("The proof of a non-interactive sector is an aggregate, whose key is missing.");
            return _aggregates.Verify([(sector, statement)], proof, AggregationVersion.V2);
        }

        Fr[][] inputs = SealInputs.Of(sector, statement);
        return _verifier.VerifyBatch(PartitionProofs.Read(sector.Config.Partitions, proof, _verifier.Backend), inputs);
    }
}
