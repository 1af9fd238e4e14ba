namespace LotusSeal.Sealing.Sectors;

/// <summary>A sector whose data is staged: what PreCommit1 starts from.</summary>
/// <param name="Identity">Whose sector.</param>
/// <param name="Ticket">What it is sealed with.</param>
/// <param name="Paths">Its files; the unsealed one is read.</param>
/// <param name="Pieces">Its pieces in order.</param>
public sealed record StagedSector(SealIdentity Identity, SealTicket Ticket, SectorPaths Paths, IReadOnlyList<PieceCommitment> Pieces);
