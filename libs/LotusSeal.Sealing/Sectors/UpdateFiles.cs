namespace LotusSeal.Sealing.Sectors;

/// <summary>The files that an update adds to a sector.</summary>
/// <param name="Replica">The updated replica.</param>
/// <param name="Cache">Its cache: TreeD of the new data, TreeRLast, p_aux, t_aux.</param>
/// <param name="ReplicaTemporary">Name of the replica until it is whole, on the same file system; null for one beside it.</param>
public sealed record UpdateFiles(string Replica, string Cache, string? ReplicaTemporary = null);
