namespace LotusSeal.Proving.Circuits;

/// <summary>What the partitions of a sector's proof have in common.</summary>
/// <param name="ReplicaId">The replica.</param>
/// <param name="CommD">Its data.</param>
/// <param name="CommR">Its commitment: the hash of the next two.</param>
/// <param name="CommC">Root of TreeC.</param>
/// <param name="CommRLast">Root of TreeRLast.</param>
public sealed record SealPartitionCommon(Digest ReplicaId, CommD CommD, CommR CommR, Digest CommC, Digest CommRLast);
