using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Phases;

/// <summary>The sealing steps, each on the backend chosen for it. Thread-safe; each call works on its own sector.</summary>
/// <remarks>When a backend is retired in a step whose results are files, the step is started again with the next one.</remarks>
public sealed class SectorSealer : ISectorSealer
{
    private readonly BackendPool _backends;
    private readonly PhaseRunner _runner;
    private readonly SealingOptions _options;
    private readonly LabelGroups _groups;

    /// <summary>Creates the sealer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SectorSealer(BackendPool backends, SealingOptions options)
    {
        ArgumentNullException.ThrowIfNull(backends);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _backends = backends;
        _runner = new PhaseRunner(backends);
        _options = options;
        _groups = new LabelGroups(options);
    }

    /// <summary>Creates a sealer that uses one backend for everything.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SectorSealer(SealingBackend backend, SealingOptions options) : this(new BackendPool([backend]), options) { }

    /// <inheritdoc/>
    public BackendSelection Backends => _backends.Selection;

    /// <inheritdoc/>
    public PhaseMemory MemoryFor(SealingPhase phase, PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return phase switch
        {
            SealingPhase.PreCommit1 => PhaseMemory.OfPreCommit1(config, _options),
            SealingPhase.Unseal => PhaseMemory.OfUnseal(config, _options),
            SealingPhase.PreCommit2 => PhaseMemory.OfPreCommit2(config, _options, IsOnDevice(phase)),
            _ => default,
        };
    }

    /// <inheritdoc/>
    public async Task<PieceCommitment> WritePieceAsync(Stream piece, UnpaddedSize size, Stream unsealed, PaddedSize offset,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(piece);
        ArgumentNullException.ThrowIfNull(unsealed);
        if (offset.Bytes % Math.Max(size.ToPadded().Bytes, PaddedSize.Block) != 0)
            throw new SealingException($"A piece of {size} unpadded bytes cannot start at padded byte {offset}: "
                + "the offset is no multiple of its padded size.");
        unsealed.Seek((long)offset.Bytes, SeekOrigin.Begin);
        PieceCommitment commitment = await CopyPieceAsync(piece, size, unsealed, cancellationToken);
        await unsealed.FlushAsync(cancellationToken);
        return commitment;
    }

    /// <inheritdoc/>
    public Task<PieceCommitment> ComputePieceCommitmentAsync(Stream piece, UnpaddedSize size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(piece);
        return CopyPieceAsync(piece, size, null, cancellationToken);
    }

    /// <inheritdoc/>
    public CommD ComputeCommD(PoRepConfig config, IReadOnlyList<PieceCommitment> pieces)
    {
        ArgumentNullException.ThrowIfNull(config);
        return CommDCalculator.Compute(config.SectorSize, pieces);
    }

    /// <inheritdoc/>
    public Task<PreCommit1Output> PreCommit1Async(StagedSector sector, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return _runner.Start(SealingPhase.PreCommit1, "PC1", sector.Paths.Cache, backend =>
        {
            try
            {
                return new PreCommit1(backend.Graph!, backend.Labels!, backend.Hashes!, _groups, _options).Run(sector, progress, cancellationToken);
            }
            catch (SealingBackendException exception) when (exception.Fault.Remedy == FaultRemedy.Retire)
            {
                // The digests of its layers prove that the files are what it computed, not that this is right.
                LayerCheckpoint.Delete(sector.Paths.Cache);
                throw;
            }
        });
    }

    /// <inheritdoc/>
    public Task<SealCommitments> PreCommit2Async(PreCommit1Output input, SectorPaths paths, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken) =>
        // A device that only makes replicas leaves the check of tree-d to the processor.
        _runner.Start(SealingPhase.PreCommit2, "PC2", paths.Cache, backend =>
            backend.StepProcess is { } process ? process.PreCommit2(input, paths, progress, cancellationToken)
                : new PreCommit2(backend.Replicas!, _runner.HashesBeside(backend), _options).Run(input, paths, progress, cancellationToken));

    /// <inheritdoc/>
    public Task GenerateSyntheticProofsAsync(PreCommittedSector sector, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return _runner.Start(SealingPhase.Commit1, "SYN", sector.Paths.Cache, backend =>
        {
            new Commit1Phase(backend.Graph!, backend.Hashes!, _options, sector).WriteSyntheticProofs(progress, cancellationToken);
            return true;
        });
    }

    /// <inheritdoc/>
    public Task<byte[]> Commit1Async(PreCommittedSector sector, InteractiveSeed seed, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return _runner.Start(SealingPhase.Commit1, "C1", sector.Paths.Cache,
            backend => new Commit1Phase(backend.Graph!, backend.Hashes!, _options, sector).Prove(seed, progress, cancellationToken));
    }

    /// <inheritdoc/>
    public void VerifyCommit1(SealIdentity sector, ReadOnlyMemory<byte> commit1Output)
    {
        ArgumentNullException.ThrowIfNull(sector);
        new Commit1Verifier(_options.Threads).Verify(sector, Commit1OutputJson.Parse(sector.Config, commit1Output.Span));
    }

    /// <inheritdoc/>
    public Task UnsealRangeAsync(SectorReplica replica, DataRange range, Stream output, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken) => UnsealCheckedAsync(replica, range, [], output, progress, cancellationToken);

    /// <inheritdoc/>
    public Task UnsealCheckedAsync(SectorReplica replica, DataRange range, IReadOnlyList<PieceCommitment> pieces, Stream output,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replica);
        ArgumentNullException.ThrowIfNull(pieces);
        UnpaddedSize available = replica.Identity.Config.DataSize;
        if (!range.IsWithin(available))
            throw new SealingException(
                $"The range of {range.Length} bytes from {range.Offset} ends beyond the sector's {available} unpadded bytes.");
        if (range.Length == 0) return Task.CompletedTask;
        return _runner.Start(SealingPhase.Unseal, "UNS", replica.SealedPath, backend =>
        {
            CheckedRange wanted = new(backend.Hashes!, _options.Threads, replica, range, pieces);
            NewUnseal(backend, replica).Run(wanted.Parts(output, cancellationToken), progress, cancellationToken);
            output.Flush();
            return true;
        }, canRepeat: false);
    }

    /// <inheritdoc/>
    public Task<CommD> UnsealPaddedAsync(SectorReplica replica, Stream paddedOutput, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replica);
        return _runner.Start(SealingPhase.Unseal, "UNS", replica.SealedPath, backend =>
        {
            CommitmentAccumulator accumulator = new(backend.Hashes!, _options.Threads);
            NewUnseal(backend, replica).Run(0, replica.Identity.Config.Nodes, data =>
            {
                paddedOutput.Write(data.Span);
                accumulator.Add(data, Math.Min(data.Length, 1 << 17), cancellationToken);
            }, progress, cancellationToken);
            paddedOutput.Flush();
            return new CommD(accumulator.Finish());
        }, canRepeat: false);
    }

    /// <inheritdoc/>
    public Task WriteParentsAsync(PoRepConfig config, string path, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        return _runner.Start(SealingPhase.PreCommit1, "DAG", path, backend =>
        {
            using OpenGraph graph = backend.Graph!.Open(SectorGraph.SeedsOf(config));
            new ParentsCache(_options).Write(graph, path, new ProgressMeter(progress, config.Nodes, "nodes"), cancellationToken);
            return true;
        });
    }

    /// <inheritdoc/>
    public Task<byte[]> ProvePostSectorAsync(PostSector sector, IReadOnlyList<ulong> challenges, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        ArgumentNullException.ThrowIfNull(challenges);
        return _runner.Start(SealingPhase.Commit1, "POST", sector.CacheDirectory, backend =>
        {
            using PostSectorProver prover = new(backend.Hashes!, sector);
            return PostProofFormat.Write(sector.Config, prover.Prove(challenges, cancellationToken));
        });
    }

    /// <inheritdoc/>
    public void ClearCache(string cacheDirectory)
    {
        CacheCleaner.DeleteLayers(cacheDirectory);
        CacheCleaner.DeleteSyntheticProofs(cacheDirectory);
    }

    /// <inheritdoc/>
    public void ClearLayers(string cacheDirectory) => CacheCleaner.DeleteLayers(cacheDirectory);

    /// <inheritdoc/>
    public void ForgetLayers(string cacheDirectory) => LayerCheckpoint.Delete(cacheDirectory);

    /// <inheritdoc/>
    public void ClearSyntheticProofs(string cacheDirectory) => CacheCleaner.DeleteSyntheticProofs(cacheDirectory);

    private Unseal NewUnseal(SealingBackend backend, SectorReplica replica) =>
        new(backend.Graph!, backend.Labels!, backend.Hashes!, _options, replica);

    private async Task<PieceCommitment> CopyPieceAsync(Stream piece, UnpaddedSize size, Stream? padded, CancellationToken cancellationToken)
    {
        SealingBackend backend = _backends.For(SealingPhase.Pieces);
        try
        {
            return await new PieceWriter(backend.Hashes!, _options.Threads).CopyAsync(piece, size, padded, cancellationToken);
        }
        catch (SealingBackendException exception)
        {
            // The stream is read: only the caller can bring the piece again.
            _backends.Report(SealingPhase.Pieces, backend, exception.Fault);
            throw;
        }
    }

    /// <summary>A device, or a process for it, computes no hashes for others.</summary>
    private bool IsOnDevice(SealingPhase phase)
    {
        string chosen = Backends.Phases[phase];
        return _backends.Candidates.FirstOrDefault(candidate => candidate.Name == chosen) is { Hashes: null };
    }
}
