using System.Numerics;

namespace LotusSeal.Sealing.Pieces;

/// <summary>Where pieces lie in a sector: each at a multiple of its padded size, gaps filled with zero pieces (porep.md 2.4).</summary>
public static class PieceLayout
{
    /// <summary>The smallest piece size that holds this many bytes.</summary>
    public static UnpaddedSize NextPieceSize(ulong bytes)
    {
        ulong size = UnpaddedSize.Block;
        while (size < bytes) size *= 2;
        return UnpaddedSize.OfPiece(size);
    }

    /// <summary>The end of a piece that is put behind <paramref name="used"/> bytes at the next multiple of its size.</summary>
    public static PaddedSize End(PaddedSize used, PaddedSize piece) =>
        new((used.Bytes + piece.Bytes - 1) / piece.Bytes * piece.Bytes + piece.Bytes);

    /// <summary>The zero pieces from <paramref name="offset"/> to the next multiple of <paramref name="alignment"/>, in order.</summary>
    /// <param name="offset">Bytes in use: a sum of piece sizes.</param>
    /// <param name="alignment">Size of the next piece, or of the sector to fill it.</param>
    public static IEnumerable<PaddedSize> Fillers(PaddedSize offset, PaddedSize alignment)
    {
        while (offset.Bytes % alignment.Bytes != 0)
        {
            PaddedSize filler = new(1UL << BitOperations.TrailingZeroCount(offset.Bytes));
            yield return filler;
            offset += filler;
        }
    }
}
