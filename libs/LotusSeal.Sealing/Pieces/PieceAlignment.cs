namespace LotusSeal.Sealing.Pieces;

/// <summary>The zero bytes around a piece in the staged sector, unpadded (porep.md 2.3).</summary>
/// <param name="Left">Before the piece.</param>
/// <param name="Right">After it.</param>
public readonly record struct PieceAlignment(ulong Left, ulong Right)
{
    /// <summary>Places a piece behind <paramref name="written"/> unpadded bytes.</summary>
    public static PieceAlignment For(ulong written, ulong pieceSize)
    {
        ulong needed = PieceLayout.NextPieceSize(pieceSize).Bytes;
        ulong left = (needed - written % needed) % needed;
        return new PieceAlignment(left, needed - pieceSize);
    }
}
