using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>What the update of a sector asks of workers (protocol spec 4.3, 10.5).</summary>
internal interface IUpdateSteps
{
    /// <summary>Puts the unsealed data under the sealed replica.</summary>
    Task<ReplicaUpdateOut> ReplicaUpdateAsync(SectorRef sector, PieceInfo[] pieces, CancellationToken cancellationToken);

    /// <summary>Makes the vanilla proofs of the update.</summary>
    Task<byte[][]> ProveReplicaUpdate1Async(SectorRef sector, Cid oldSealed, Cid newSealed, Cid newUnsealed, CancellationToken cancellationToken);

    /// <summary>Makes the proof of the update from its vanilla proofs.</summary>
    Task<byte[]> ProveReplicaUpdate2Async(SectorRef sector, Cid oldSealed, Cid newSealed, Cid newUnsealed, byte[][] vanillaProofs,
        CancellationToken cancellationToken);

    /// <summary>Trims both caches, then moves update, cache, replica and data to long-term storage.</summary>
    Task FinalizeReplicaUpdateAsync(SectorRef sector, CancellationToken cancellationToken);

    /// <summary>Removes the sealed replica everywhere.</summary>
    Task ReleaseSectorKeyAsync(SectorRef sector, CancellationToken cancellationToken);
}
