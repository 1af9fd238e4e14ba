using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;

namespace LotusSeal.Sealing.Phases;

/// <summary>
/// The steps that a sector goes through, on files. Implemented by <c>SectorSealer</c> over a <see cref="Selection.BackendPool"/>.
/// </summary>
/// <remarks>
/// Every step writes under a temporary name, syncs and renames, but for the replica, which is written over the data where that may be; a step that
/// was interrupted can be started again with the same arguments and goes on from the last whole piece of work. Errors in input or files are
/// <see cref="SealingException"/>s that name the file or field; a <see cref="Backends.SealingBackendException"/> tells that the arithmetic failed
/// and no other backend could take over. Cancellation is checked at most 200 ms apart.
/// </remarks>
public interface ISectorSealer
{
    /// <summary>Which backend does what, at this moment.</summary>
    BackendSelection Backends { get; }

    /// <summary>The memory that a phase of a sector takes here; nothing for phases that need little.</summary>
    PhaseMemory MemoryFor(SealingPhase phase, PoRepConfig config);

    /// <summary>Writes the fr32-padded piece at the end of the existing pieces and returns its commitment (porep.md 2.3).</summary>
    /// <param name="piece">Delivers the unpadded bytes; read to the end, which must come at exactly <paramref name="size"/>.</param>
    /// <param name="size">127·2^k bytes.</param>
    /// <param name="unsealed">A readable and writable stream over the unsealed file.</param>
    /// <param name="offset">Where the piece starts in the file: a multiple of its padded size.</param>
    /// <param name="cancellationToken">Stops the copy; the bytes written so far are undefined.</param>
    Task<PieceCommitment> WritePieceAsync(Stream piece, UnpaddedSize size, Stream unsealed, PaddedSize offset, CancellationToken cancellationToken);

    /// <summary>The commitment of a piece without storing it.</summary>
    Task<PieceCommitment> ComputePieceCommitmentAsync(Stream piece, UnpaddedSize size, CancellationToken cancellationToken);

    /// <summary>CommD of pieces in order (porep.md 2.4); gaps up to the sector size count as zero pieces.</summary>
    CommD ComputeCommD(PoRepConfig config, IReadOnlyList<PieceCommitment> pieces);

    /// <summary>
    /// PreCommit1 (porep.md 6.1): copies the unsealed file to <see cref="SectorPaths.Sealed"/>, writes TreeD and the layers into the cache.
    /// </summary>
    /// <remarks>
    /// Whole layers in the cache that belong to the same replica id are kept, after a finished PreCommit1 too: each is proved by a stored digest, so
    /// another ticket starts anew. Their digests lie beside the cache, in <see cref="Files.SectorFileNames.LayerRecordsOf"/>, until PreCommit2 is
    /// through.
    /// </remarks>
    Task<PreCommit1Output> PreCommit1Async(StagedSector sector, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken);

    /// <summary>PreCommit2 (porep.md 6.2): TreeC, replica, TreeRLast, p_aux, t_aux.</summary>
    /// <remarks>
    /// Everything is checked while it is read: damage is a <see cref="SealingException"/> with the file and the range, and the next PreCommit1 of the
    /// same replica makes just what is damaged anew.
    /// </remarks>
    /// <param name="input">What PreCommit1 returned; its paths are replaced by <paramref name="paths"/>.</param>
    /// <param name="paths">The sector's files now.</param>
    /// <param name="progress">Nodes hashed.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    Task<SealCommitments> PreCommit2Async(PreCommit1Output input, SectorPaths paths, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>Writes syn-porep-vanilla-proofs.dat (porep.md 7.4); only for synthetic proofs, after PreCommit2.</summary>
    Task GenerateSyntheticProofsAsync(PreCommittedSector sector, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Commit1 (porep.md 7): vanilla proofs of all partitions, verified before they are returned.</summary>
    /// <returns>The JSON handed to Lotus, UTF-8; for an unregistered shape the inner form of porep.md 11.5.</returns>
    Task<byte[]> Commit1Async(PreCommittedSector sector, InteractiveSeed seed, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>Checks a Commit1 output on its own: challenges, parents, every Merkle path, column, label and encoding (porep.md 7.2).</summary>
    /// <exception cref="SealingException">The first thing that does not hold.</exception>
    void VerifyCommit1(SealIdentity sector, ReadOnlyMemory<byte> commit1Output);

    /// <summary>The vanilla proof of spacetime of a sealed or updated sector (post.md 4), verified before it is returned.</summary>
    /// <param name="sector">The sector and its files, which are only read.</param>
    /// <param name="challenges">Nodes to open, in order.</param>
    /// <param name="cancellationToken">Stops between challenges.</param>
    /// <returns>The bytes handed to Lotus (post.md 4.3).</returns>
    Task<byte[]> ProvePostSectorAsync(PostSector sector, IReadOnlyList<ulong> challenges, CancellationToken cancellationToken);

    /// <summary>Finalize (porep.md 5.5): deletes tree-d, tree-c, layers and the synthetic proofs file. Deleting what is gone is no error.</summary>
    void ClearCache(string cacheDirectory);

    /// <summary>Deletes the layers, tree-d and tree-c only; what a synthetic sector's cache looks like between PreCommit2 and Commit1.</summary>
    void ClearLayers(string cacheDirectory);

    /// <summary>Deletes what is known about the layers: another program has made a replica of them.</summary>
    void ForgetLayers(string cacheDirectory);

    /// <summary>Deletes syn-porep-vanilla-proofs.dat.</summary>
    void ClearSyntheticProofs(string cacheDirectory);

    /// <summary>Writes the un-padded bytes of a range to <paramref name="output"/> (porep.md 6.4).</summary>
    /// <param name="replica">The sealed file and its key.</param>
    /// <param name="range">Which bytes.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="progress">Nodes labelled.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    Task UnsealRangeAsync(SectorReplica replica, DataRange range, Stream output, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="UnsealRangeAsync"/>, but each piece that the range touches is decoded from end to end and compared with its commitment.
    /// </summary>
    /// <param name="replica">The sealed file and its key.</param>
    /// <param name="range">Which bytes.</param>
    /// <param name="pieces">The sector's pieces in order, as far as they are known; bytes behind them are not compared. CommD over the whole
    /// sector counts as a piece.</param>
    /// <param name="output">Receives the bytes; not to be used when this throws.</param>
    /// <param name="progress">Nodes labelled.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="SealingException">A piece is not what it should be; the message names it.</exception>
    Task UnsealCheckedAsync(SectorReplica replica, DataRange range, IReadOnlyList<PieceCommitment> pieces, Stream output,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken);

    /// <summary>As <see cref="UnsealRangeAsync"/> for the whole sector, but writes padded nodes: the form of an unsealed file.</summary>
    /// <returns>CommD of what was written; the caller compares it with the one it expects.</returns>
    Task<CommD> UnsealPaddedAsync(SectorReplica replica, Stream paddedOutput, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>Writes the parents file (porep.md 3.4): nodes × 14 u32, no header.</summary>
    Task WriteParentsAsync(PoRepConfig config, string path, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken);
}
