namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>What Commit1 hands to Commit2 (porep.md 7.3).</summary>
/// <param name="Config">The sector's shape.</param>
/// <param name="Partitions">The proofs of each partition.</param>
/// <param name="CommR">Replica commitment.</param>
/// <param name="CommD">Data commitment.</param>
/// <param name="ReplicaId">Replica id.</param>
/// <param name="Seed">Interactive seed.</param>
/// <param name="Ticket">Ticket.</param>
public sealed record Commit1Output(PoRepConfig Config, IReadOnlyList<IReadOnlyList<VanillaProof>> Partitions, CommR CommR, CommD CommD,
    Digest ReplicaId, InteractiveSeed Seed, SealTicket Ticket);
