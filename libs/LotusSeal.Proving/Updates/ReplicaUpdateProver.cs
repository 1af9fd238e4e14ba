using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Updates;

/// <summary>ProveReplicaUpdate2 of sectors of one shape: proofs of what the vanilla proofs of an update have shown (porep.md 10.3).</summary>
public sealed class ReplicaUpdateProver
{
    private readonly Parameters _parameters;
    private readonly PoRepConfig _config;
    private readonly UpdateRules _rules;
    private readonly UpdateVerifier _verifier;
    private readonly IProverBackend? _backend;

    /// <param name="parameters">The parameters of the shape's circuit of updates.</param>
    /// <param name="config">The shape; of the proof only the size counts.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <exception cref="FormatException">The parameters are of another circuit.</exception>
    public ReplicaUpdateProver(Parameters parameters, PoRepConfig config, IProverBackend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _verifier = new UpdateVerifier(parameters.VerifyingKey, config);
        (_parameters, _config, _rules, _backend) = (parameters, config, UpdateRules.For(config), backend);
    }

    /// <summary>Proves that a sector was updated.</summary>
    /// <param name="statement">What is proved.</param>
    /// <param name="vanillaProofs">One of each partition, as <see cref="UpdateProofFormat"/> writes it; every one is checked first.</param>
    /// <param name="blinding">Makes the random numbers of a partition; null takes new ones of the system for each.</param>
    /// <param name="progress">Told how far it is: points of all partitions.</param>
    /// <param name="cancellationToken">Stops between batches of rows and of points.</param>
    /// <returns>The proofs of all partitions in order, 192 bytes each; verified.</returns>
    /// <exception cref="SealingException">
    /// Vanilla proofs are missing, are none or do not hold, of which the message names the first; or the parameters' file is damaged, which
    /// the message names; or a proof does not hold, which blames the parameters or this machine. There is no proof then.
    /// </exception>
    /// <exception cref="IOException">The parameters' file cannot be read.</exception>
    public byte[] Prove(UpdateStatement statement, IReadOnlyList<byte[]> vanillaProofs, Func<Blinding>? blinding = null,
        IProgress<PhaseProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(vanillaProofs);
        if (vanillaProofs.Count != _rules.Partitions)
            throw new SealingException($"An update has {_rules.Partitions} vanilla proofs, one of each partition, not {vanillaProofs.Count}.");
        new UpdateProofVerifier(_config, statement).Verify(vanillaProofs);
        UpdatePartition[] partitions = [.. vanillaProofs.Select((proof, partition) =>
            new UpdatePartition(_rules, statement, partition, UpdateProofFormat.Read(_config, proof)))];
        return PartitionProofs.MakeToHold(_backend,
            () => PartitionProofs.Make(_parameters, partitions, blinding, _backend, progress, cancellationToken),
            proofs => _verifier.Verify(statement, proofs));
    }
}
