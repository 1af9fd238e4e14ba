namespace LotusSeal.Sealing.Sectors;

/// <summary>What a proof of spacetime needs of a sector (post.md 4.1); of an updated one the new replica, its cache and its CommR.</summary>
/// <param name="Config">The sector's shape; only its size counts.</param>
/// <param name="Number">Number of the sector.</param>
/// <param name="CommR">What the chain knows of the replica.</param>
/// <param name="ReplicaPath">The sealed or updated file.</param>
/// <param name="CacheDirectory">The folder with p_aux and TreeRLast that belongs to it.</param>
public sealed record PostSector(PoRepConfig Config, ulong Number, CommR CommR, string ReplicaPath, string CacheDirectory);
