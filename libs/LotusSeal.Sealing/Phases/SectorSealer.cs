using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Phases;

/// <summary>The sealing steps over one backend. Thread-safe; each call works on its own sector.</summary>
public sealed class SectorSealer : ISectorSealer
{
    private readonly ISealingBackend _backend;
    private readonly SealingOptions _options;
    private readonly ParentsCache _parentsCache;
    private readonly PieceWriter _pieces;

    /// <summary>Creates the sealer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SectorSealer(ISealingBackend backend, SealingOptions options)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _backend = backend;
        _options = options;
        _parentsCache = new ParentsCache(backend, options);
        _pieces = new PieceWriter(backend, options.Threads);
    }

    /// <inheritdoc/>
    public string BackendName => _backend.Name;

    /// <inheritdoc/>
    public async Task<PieceCommitment> WritePieceAsync(Stream piece, ulong unpaddedSize, Stream unsealed, ulong paddedOffset,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(piece);
        ArgumentNullException.ThrowIfNull(unsealed);
        if (paddedOffset % Math.Max(Fr32.PaddedSize(unpaddedSize), Fr32.PaddedBlock) != 0)
            throw new SealingException($"A piece of {unpaddedSize} unpadded bytes cannot start at padded byte {paddedOffset}: "
                + "the offset is no multiple of its padded size.");
        unsealed.Seek((long)paddedOffset, SeekOrigin.Begin);
        PieceCommitment commitment = await _pieces.CopyAsync(piece, unpaddedSize, unsealed, cancellationToken).ConfigureAwait(false);
        await unsealed.FlushAsync(cancellationToken).ConfigureAwait(false);
        return commitment;
    }

    /// <inheritdoc/>
    public Task<PieceCommitment> ComputePieceCommitmentAsync(Stream piece, ulong unpaddedSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(piece);
        return _pieces.CopyAsync(piece, unpaddedSize, null, cancellationToken);
    }

    /// <inheritdoc/>
    public Digest ComputeCommD(PoRepConfig config, IReadOnlyList<PieceCommitment> pieces)
    {
        ArgumentNullException.ThrowIfNull(config);
        return CommDCalculator.Compute(config.SectorSize, pieces);
    }

    /// <inheritdoc/>
    public Task<PreCommit1Output> PreCommit1Async(SealIdentity sector, Digest ticket, SectorPaths paths, IReadOnlyList<PieceCommitment> pieces,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken) =>
        StartLong(() => new PreCommit1(_backend, _parentsCache, _options).Run(sector, ticket, paths, pieces, progress, cancellationToken));

    /// <inheritdoc/>
    public Task<SealCommitments> PreCommit2Async(PreCommit1Output input, SectorPaths paths, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken) =>
        StartLong(() => new PreCommit2(_backend, _options).Run(input, paths, progress, cancellationToken));

    /// <inheritdoc/>
    public Task GenerateSyntheticProofsAsync(SealIdentity sector, Digest ticket, SectorPaths paths, SealCommitments commitments,
        IReadOnlyList<PieceCommitment> pieces, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken) => StartLong(() =>
    {
        new Commit1Phase(_backend, _options, sector, ticket, paths, commitments, pieces).WriteSyntheticProofs(progress, cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public Task<byte[]> Commit1Async(SealIdentity sector, Digest ticket, Digest seed, SectorPaths paths, SealCommitments commitments,
        IReadOnlyList<PieceCommitment> pieces, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken) =>
        StartLong(() => new Commit1Phase(_backend, _options, sector, ticket, paths, commitments, pieces).Prove(seed, progress, cancellationToken));

    /// <inheritdoc/>
    public void VerifyCommit1(SealIdentity sector, ReadOnlyMemory<byte> commit1Output)
    {
        ArgumentNullException.ThrowIfNull(sector);
        new Commit1Verifier(_options.Threads).Verify(sector, Commit1OutputJson.Parse(sector.Config, commit1Output.Span));
    }

    /// <inheritdoc/>
    public Task UnsealRangeAsync(SealIdentity sector, Digest ticket, Digest commD, string sealedPath, string scratchDirectory, Stream output,
        ulong unpaddedOffset, ulong unpaddedLength, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        ulong available = Fr32.UnpaddedSize(sector.Config.SectorSize);
        if (unpaddedOffset > available || unpaddedLength > available - unpaddedOffset)
            throw new SealingException(
                $"The range of {unpaddedLength} bytes from {unpaddedOffset} ends beyond the sector's {available} unpadded bytes.");
        if (unpaddedLength == 0) return Task.CompletedTask;
        return StartLong(() =>
        {
            UnpaddedRangeWriter writer = new(output, unpaddedOffset, unpaddedLength);
            (ulong first, ulong nodes) = Unseal.NodesOf(unpaddedOffset, unpaddedLength);
            NewUnseal(sector, ticket, commD, sealedPath, scratchDirectory)
                .Run(first, nodes, data => writer.Write(data.Span), progress, cancellationToken);
            output.Flush();
            return true;
        });
    }

    /// <inheritdoc/>
    public Task<Digest> UnsealPaddedAsync(SealIdentity sector, Digest ticket, Digest commD, string sealedPath, string scratchDirectory,
        Stream paddedOutput,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return StartLong(() =>
        {
            CommitmentAccumulator accumulator = new(_backend, _options.Threads);
            NewUnseal(sector, ticket, commD, sealedPath, scratchDirectory).Run(0, sector.Config.Nodes, data =>
            {
                paddedOutput.Write(data.Span);
                accumulator.Add(data, Math.Min(data.Length, 1 << 17), cancellationToken);
            }, progress, cancellationToken);
            paddedOutput.Flush();
            return accumulator.Finish();
        });
    }

    /// <inheritdoc/>
    public Task WriteParentsAsync(PoRepConfig config, string path, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        return StartLong(() =>
        {
            _parentsCache.Write(SectorGraph.SeedsOf(config), path, new ProgressMeter(progress, config.Nodes, "nodes"), cancellationToken);
            return true;
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
    public void ClearSyntheticProofs(string cacheDirectory) => CacheCleaner.DeleteSyntheticProofs(cacheDirectory);

    private Unseal NewUnseal(SealIdentity sector, Digest ticket, Digest commD, string sealedPath, string scratchDirectory) =>
        new(_backend, _parentsCache, _options, sector, ticket, commD, sealedPath, scratchDirectory);

    /// <summary>A thread of its own: the steps run for minutes to hours and block.</summary>
    private static Task<TResult> StartLong<TResult>(Func<TResult> step) =>
        Task.Factory.StartNew(step, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);
}
