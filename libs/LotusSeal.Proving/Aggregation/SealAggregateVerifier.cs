using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Aggregation;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Proving.Aggregation;

/// <summary>Verifies aggregates of sectors of one shape (snarkpack.md 10).</summary>
public sealed class SealAggregateVerifier
{
    private readonly AggregateVerifier _verifier;
    private readonly PoRepConfig _config;

    /// <param name="key">The key of the shape's circuit.</param>
    /// <param name="aggregation">The key of aggregates, for any number of proofs.</param>
    /// <param name="config">The shape.</param>
    /// <exception cref="FormatException">The key is of another circuit.</exception>
    public SealAggregateVerifier(VerifyingKey key, AggregationKey aggregation, PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(key);
        PartitionProofs.RequireInputs(key.Inputs.Count - 1, SealCircuit.InputCount(config));
        (_verifier, _config) = (new AggregateVerifier(key, aggregation), config);
    }

    /// <summary>Whether an aggregate proves that all sectors are sealed.</summary>
    /// <param name="sectors">The sectors, of this verifier's shape, and what is proved of each, in the order of the aggregate.</param>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="version">How its challenges were drawn.</param>
    /// <exception cref="SealingException">What is proved cannot be proved of any sector, or not of so many or under this version.</exception>
    /// <exception cref="FormatException">The bytes are no aggregate, or one of another number of proofs.</exception>
    public bool Verify(
        IReadOnlyList<(SealIdentity Sector, SealStatement Statement)> sectors, ReadOnlySpan<byte> aggregate, AggregationVersion version)
    {
        ArgumentNullException.ThrowIfNull(sectors);
        if (sectors.Any(one => one.Sector.Config != _config)) throw new ArgumentException("A sector is of another shape.", nameof(sectors));
        int count = SealBond.CountFor(_config, sectors.Count);
        SealAggregator.RequireVersion(_config, version);
        Fr[][] inputs = [.. sectors.SelectMany(one => SealInputs.Of(one.Sector, one.Statement))];
        AggregateProof proof = AggregateProof.Read(aggregate);
        if (proof.Count != count)
            throw new FormatException($"the aggregate is of {proof.Count} proofs, and {inputs.Length} proofs are aggregated as {count}");
        return _verifier.Verify(proof, SealBond.Padded(inputs, count), SealBond.Of(_config, sectors.Select(one => one.Statement)), version);
    }
}
