using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Proving.Verification;

/// <summary>What a proof of replication proves of a sector.</summary>
/// <param name="Commitments">Of its data and of its replica.</param>
/// <param name="Ticket">The randomness that it was sealed with.</param>
/// <param name="Seed">The randomness that drew its challenges.</param>
public sealed record SealStatement(SealCommitments Commitments, SealTicket Ticket, InteractiveSeed Seed);
