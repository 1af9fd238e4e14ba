using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;

namespace LotusSeal.Sealing.Updates;

/// <summary>The steps of an update, each on the backend chosen for it.</summary>
public sealed class SectorUpdater : ISectorUpdater
{
    private readonly PhaseRunner _runner;
    private readonly SealingOptions _options;

    /// <summary>Creates the updater.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SectorUpdater(BackendPool backends, SealingOptions options)
    {
        ArgumentNullException.ThrowIfNull(backends);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_runner, _options) = (new PhaseRunner(backends), options);
    }

    /// <inheritdoc/>
    public Task<SealCommitments> EncodeAsync(SectorKey key, UpdateFiles update, string unsealed, IReadOnlyList<PieceCommitment> pieces,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(update);
        return _runner.Start(SealingPhase.Update, "RU", update.Cache,
            backend => backend.StepProcess is { } process
                ? process.Encode(key, update, unsealed, pieces, progress, cancellationToken)
                : new ReplicaEncoder(backend.Updates!, _runner.HashesBeside(backend), _options, key, update)
                    .Run(unsealed, pieces, progress, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<byte[][]> ProveAsync(SectorKey key, UpdateFiles update, UpdateStatement statement, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(statement);
        return _runner.Start(SealingPhase.Commit1, "PR1", update.Cache, backend =>
        {
            using UpdateProver prover = new(backend.Hashes!, _options, key, update, statement);
            return prover.Prove(progress, cancellationToken).Select(proof => UpdateProofFormat.Write(key.Config, proof)).ToArray();
        });
    }

    /// <inheritdoc/>
    public void VerifyProofs(PoRepConfig config, UpdateStatement statement, IReadOnlyList<byte[]> proofs)
    {
        ArgumentNullException.ThrowIfNull(proofs);
        UpdateRules rules = UpdateRules.For(config);
        if (proofs.Count != rules.Partitions) throw new SealingException($"There are {proofs.Count} proofs for {rules.Partitions} partitions.");
        UpdateProofVerifier verifier = new(config, statement);
        verifier.Verify(proofs);
    }

    /// <inheritdoc/>
    public Task<CommD> DecodeAsync(UpdatedReplica update, string keyReplica, Stream paddedOutput, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return _runner.Start(SealingPhase.Unseal, "UNS", update.Replica, backend =>
        {
            using SectorFile key = SectorFile.Open(keyReplica, update.Config.SectorSize);
            ProgressMeter meter = new(progress, update.Config.Nodes, "nodes");
            return new ReplicaDecoder(backend.Hashes!, _options, update).Run(key.ReadElements, paddedOutput, meter, cancellationToken);
        }, canRepeat: false);
    }

    /// <inheritdoc/>
    public Task<CommD> DecodeWithoutKeyAsync(UpdatedReplica update, ReleasedKey key, Stream paddedOutput, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(key);
        PoRepConfig config = key.Identity.Config;
        return _runner.Start(SealingPhase.Unseal, "UNS", update.Replica, backend =>
        {
            SectorFile.Open(update.Replica, config.SectorSize).Dispose();
            LastLayer layers = new(backend.Graph!, backend.Labels!, _options, config, key.ScratchDirectory);
            ProgressMeter meter = new(progress, layers.Work(config.Nodes) + config.Nodes, "nodes");
            Digest replicaId = ReplicaId.Compute(key.Identity, key.Ticket, new CommD(ZeroPieces.Commitment(config.SectorSize)));
            using LayerMemory labels = layers.Make(replicaId, config.Nodes, meter, cancellationToken);
            return new ReplicaDecoder(backend.Hashes!, _options, update).Run(
                (first, nodes) => labels.Slice(first * Digest.Size, nodes.Length).CopyTo(nodes), paddedOutput, meter, cancellationToken);
        }, canRepeat: false);
    }

    /// <inheritdoc/>
    public Task RegenerateKeyAsync(SectorKey key, string? keyTemporary, string update, string unsealed, CommD newCommD,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _runner.Start(SealingPhase.Update, "GSK", key.Cache, backend =>
        {
            if (backend.StepProcess is { } process)
                process.RegenerateKey(key, keyTemporary, update, unsealed, newCommD, progress, cancellationToken);
            else
                new KeyRegenerator(backend.Updates!, _options, key, keyTemporary).Run(update, unsealed, newCommD, progress, cancellationToken);
            return true;
        });
    }
}
