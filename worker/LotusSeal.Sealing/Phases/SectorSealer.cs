using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Pieces;

namespace LotusSeal.Sealing.Phases;

/// <summary>The sealing steps over one backend. Thread-safe; each call works on its own sector.</summary>
public sealed class SectorSealer //SEALER
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
    public async Task<PieceCommitment> WritePieceAsync(Stream piece, ulong unpaddedSize, Stream unsealed, ulong paddedOffset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(piece);
        ArgumentNullException.ThrowIfNull(unsealed);
        if (paddedOffset % Math.Max(Fr32.PaddedSize(unpaddedSize), Fr32.PaddedBlock) != 0)
            throw new SealingException($"A piece of {unpaddedSize} unpadded bytes cannot start at padded byte {paddedOffset}: the offset is no multiple of its padded size.");
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
    public Task<SealCommitments> PreCommit2Async(PreCommit1Output input, SectorPaths paths, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken) =>
        StartLong(() => new PreCommit2(_backend, _options).Run(input, paths, progress, cancellationToken));

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

    /// <summary>A thread of its own: the steps run for minutes to hours and block.</summary>
    private static Task<TResult> StartLong<TResult>(Func<TResult> step) =>
        Task.Factory.StartNew(step, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
