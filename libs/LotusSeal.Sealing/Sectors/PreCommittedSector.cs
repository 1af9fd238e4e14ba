namespace LotusSeal.Sealing.Sectors;

/// <summary>A sector after PreCommit2: what its vanilla proofs are made from.</summary>
/// <param name="Identity">Whose sector.</param>
/// <param name="Ticket">What it was sealed with.</param>
/// <param name="Paths">Its files.</param>
/// <param name="Commitments">What PreCommit2 returned.</param>
/// <param name="Pieces">Its pieces in order; they must give the CommD.</param>
public sealed record PreCommittedSector(SealIdentity Identity, SealTicket Ticket, SectorPaths Paths, SealCommitments Commitments,
    IReadOnlyList<PieceCommitment> Pieces);
