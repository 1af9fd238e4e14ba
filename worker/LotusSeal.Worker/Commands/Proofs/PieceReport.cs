using LotusSeal.Primitives;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>A piece in a <see cref="SectorReport"/>, zero pieces included.</summary>
internal sealed record PieceReport(Digest CommP, ulong UnpaddedSize);
