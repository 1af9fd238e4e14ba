using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Updates;

/// <summary>The steps of an update (SnapDeals, porep.md 10.3), on files: a sealed sector without data takes some. Thread-safe.</summary>
/// <remarks>
/// Every step writes under temporary names, syncs and renames, and may be started again after an interruption. Errors in input or files are
/// <see cref="SealingException"/>s that name the file; a <see cref="Backends.SealingBackendException"/> tells that the arithmetic failed.
/// </remarks>
public interface ISectorUpdater
{
    /// <summary>
    /// Writes the updated replica and its cache: TreeD, TreeRLast, t_aux (the key's) and, last, p_aux. The key's files are only read.
    /// </summary>
    /// <param name="key">The sealed sector.</param>
    /// <param name="update">Where the update goes.</param>
    /// <param name="unsealed">The padded data; zero-filled to the sector's size.</param>
    /// <param name="pieces">The pieces in it, in order; the data must have their CommD.</param>
    /// <param name="progress">Nodes.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>The new commitments.</returns>
    Task<SealCommitments> EncodeAsync(SectorKey key, UpdateFiles update, string unsealed, IReadOnlyList<PieceCommitment> pieces,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Vanilla proofs of all partitions, verified before they are returned.</summary>
    /// <returns>The bytes handed to Lotus, one string a partition (<see cref="UpdateProofFormat"/>).</returns>
    Task<byte[][]> ProveAsync(SectorKey key, UpdateFiles update, UpdateStatement statement, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>Checks vanilla proofs on their own.</summary>
    /// <exception cref="SealingException">The first thing that does not hold.</exception>
    void VerifyProofs(PoRepConfig config, UpdateStatement statement, IReadOnlyList<byte[]> proofs);

    /// <summary>Writes the data of an update as padded nodes: the form of an unsealed file.</summary>
    /// <param name="update">The updated replica.</param>
    /// <param name="keyReplica">The sealed file.</param>
    /// <param name="paddedOutput">Receives the nodes.</param>
    /// <param name="progress">Nodes.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <returns>CommD of what was written; the caller compares it with the one it expects.</returns>
    Task<CommD> DecodeAsync(UpdatedReplica update, string keyReplica, Stream paddedOutput, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="DecodeAsync"/>, when the sealed file is gone: a sector without data is its last layer, which is labelled again.
    /// </summary>
    /// <param name="update">The updated replica.</param>
    /// <param name="key">Whose sector, with what ticket, and a folder for layers.</param>
    /// <param name="paddedOutput">Receives the nodes.</param>
    /// <param name="progress">Nodes.</param>
    /// <param name="cancellationToken">Stops between blocks and chunks.</param>
    /// <returns>CommD of what was written; the caller compares it with the one it expects.</returns>
    Task<CommD> DecodeWithoutKeyAsync(UpdatedReplica update, ReleasedKey key, Stream paddedOutput, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>Makes the sealed file anew from an update and its data; what comes out is compared with p_aux of the sealed sector's cache.</summary>
    /// <param name="key">The sealed sector: its file is written, with TreeRLast; its p_aux must be there.</param>
    /// <param name="keyTemporary">Name of the sealed file until it is whole, on the same file system; null for one beside it.</param>
    /// <param name="update">The updated replica.</param>
    /// <param name="unsealed">The padded data that is in it.</param>
    /// <param name="newCommD">CommD of that data.</param>
    /// <param name="progress">Nodes.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    Task RegenerateKeyAsync(SectorKey key, string? keyTemporary, string update, string unsealed, CommD newCommD,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken);
}
