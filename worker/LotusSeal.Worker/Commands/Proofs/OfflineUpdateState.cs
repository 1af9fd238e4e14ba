using LotusSeal.Primitives;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>What the update of a sector folder is: the content of <c>update.json</c>, written when its files are whole.</summary>
/// <param name="OldCommR">CommR of the sealed sector.</param>
/// <param name="CommR">CommR of the update.</param>
/// <param name="CommD">CommD of its data.</param>
/// <param name="Pieces">Its pieces in order, zero pieces included; they fill the sector.</param>
public sealed record OfflineUpdateState(CommR OldCommR, CommR CommR, CommD CommD, IReadOnlyList<PieceState> Pieces);
