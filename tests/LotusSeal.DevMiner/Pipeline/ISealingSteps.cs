using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>What the state machine asks of workers; one implementation for each generation of the protocol.</summary>
internal interface ISealingSteps
{
    /// <summary>Appends a piece to the unsealed file.</summary>
    /// <param name="sector">The sector.</param>
    /// <param name="existing">Unpadded sizes of the pieces before it.</param>
    /// <param name="source">Where the data comes from.</param>
    /// <param name="priority">Queue priority.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PieceInfo> AddPieceAsync(SectorRef sector, ulong[] existing, PieceSource source, int priority, CancellationToken cancellationToken);

    /// <summary>Labels the sector; the output is opaque.</summary>
    Task<byte[]> PreCommit1Async(SectorRef sector, byte[] ticket, PieceInfo[] pieces, int priority, CancellationToken cancellationToken);

    /// <summary>Builds the trees and the replica.</summary>
    Task<SectorCids> PreCommit2Async(SectorRef sector, byte[] preCommit1Output, int priority, CancellationToken cancellationToken);

    /// <summary>Makes the vanilla proofs.</summary>
    Task<byte[]> Commit1Async(SectorRef sector, byte[] ticket, byte[] seed, PieceInfo[] pieces, SectorCids cids, int priority,
        CancellationToken cancellationToken);

    /// <summary>Makes the proof of the vanilla proofs.</summary>
    Task<byte[]> Commit2Async(SectorRef sector, byte[] commit1Output, int priority, CancellationToken cancellationToken);

    /// <summary>Keeps the ranges of the unsealed file, or removes it when there are none.</summary>
    Task ReleaseUnsealedAsync(SectorRef sector, UnpaddedRange[]? keep, int priority, CancellationToken cancellationToken);

    /// <summary>Trims the cache, then moves the sector to long-term storage.</summary>
    Task FinalizeAsync(SectorRef sector, int priority, CancellationToken cancellationToken);
}
