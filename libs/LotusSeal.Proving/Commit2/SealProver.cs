using LotusSeal.Groth16.Aggregation;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Proving.Aggregation;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Commit2;

/// <summary>Commit2 of sectors of one shape: proofs of what Commit1 has shown (porep.md 9.5, 10.1).</summary>
public sealed class SealProver
{
    private readonly Parameters _parameters;
    private readonly PoRepConfig _config;
    private readonly SealVerifier _verifier;
    private readonly IProverBackend? _backend;
    private readonly AggregationKey? _aggregation;

    /// <param name="parameters">The parameters of the shape's circuit.</param>
    /// <param name="config">The shape.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <param name="aggregation">The key of aggregates for the partitions of a sector, which non-interactive ones need.</param>
    /// <exception cref="SealingException">Proofs of the shape have to be aggregated, and there is no key for them.</exception>
    /// <exception cref="FormatException">The parameters are of another circuit.</exception>
    public SealProver(Parameters parameters, PoRepConfig config, IProverBackend? backend = null, AggregationKey? aggregation = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(config);
        if (config.Feature == PoRepFeature.NonInteractivePoRep && aggregation is null)
            throw new SealingException("The proofs of a non-interactive sector have to be aggregated, and the key of aggregates is missing.");
        _verifier = new SealVerifier(parameters.VerifyingKey, config, aggregation);
        (_parameters, _config, _backend) = (parameters, config, backend);
        if (config.Feature == PoRepFeature.NonInteractivePoRep) _aggregation = aggregation;
    }

    /// <summary>Proves that a sector is sealed.</summary>
    /// <param name="sector">The sector, of this prover's shape.</param>
    /// <param name="commit1Output">The JSON that Commit1 made, of which every vanilla proof is checked first.</param>
    /// <param name="blinding">Makes the random numbers of a partition; null takes new ones of the system for each.</param>
    /// <param name="progress">Told how far it is: points of all partitions.</param>
    /// <param name="cancellationToken">Stops between batches of rows and of points.</param>
    /// <returns>The proofs of all partitions in order, 192 bytes each, or their aggregate when the sector is non-interactive; verified.</returns>
    /// <exception cref="SealingException">
    /// The output is of another sector, or damaged, or nothing that could be proved; or the parameters' file is damaged, which the message names;
    /// or a proof does not hold, which blames the parameters or this machine. There is no proof then.
    /// </exception>
    /// <exception cref="IOException">The parameters' file cannot be read.</exception>
    public byte[] Prove(SealIdentity sector, ReadOnlyMemory<byte> commit1Output, Func<Blinding>? blinding = null,
        IProgress<PhaseProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sector);
        if (sector.Config != _config) throw new ArgumentException("The sector is of another shape.", nameof(sector));
        Commit1Output output = Commit1OutputJson.Parse(_config, commit1Output.Span);
        new Commit1Verifier(Environment.ProcessorCount).Verify(sector, output);
        SealStatement statement = new(new SealCommitments(output.CommR, output.CommD), output.Ticket, output.Seed);
        return PartitionProofs.MakeToHold(_backend, Make, proofs => _verifier.Verify(sector, statement, proofs));

        byte[] Make()
        {
            byte[] proofs = PartitionProofs.Make(_parameters, SealPartition.Of(output), blinding, _backend, progress, cancellationToken);
            return _aggregation is null ? proofs
                : SealAggregator.Aggregate(_config, _aggregation, [statement], [proofs], AggregationVersion.V2, cancellationToken);
        }
    }
}
