using System.Numerics;

namespace LotusSeal.Sealing.Pieces;

/// <summary>Where pieces lie in a sector: each at a multiple of its padded size, gaps filled with zero pieces (porep.md 2.4).</summary>
public static class PieceLayout
{
    /// <summary>The smallest piece size, unpadded, that holds this many bytes.</summary>
    public static ulong NextPieceSize(ulong unpadded)
    {
        ulong size = Fr32.UnpaddedBlock;
        while (size < unpadded) size *= 2;
        return size;
    }

    /// <summary>The padded end of a piece that is put behind <paramref name="used"/> padded bytes at the next multiple of its size.</summary>
    public static ulong End(ulong used, ulong padded) => (used + padded - 1) / padded * padded + padded;

    /// <summary>
    /// Padded sizes of the zero pieces from <paramref name="offset"/> to the next multiple of <paramref name="alignment"/>, in order.
    /// </summary>
    /// <param name="offset">Padded bytes in use: a sum of piece sizes.</param>
    /// <param name="alignment">Padded size of the next piece, or the sector size to fill the sector.</param>
    public static IEnumerable<ulong> Fillers(ulong offset, ulong alignment)
    {
        while (offset % alignment != 0)
        {
            ulong filler = 1UL << BitOperations.TrailingZeroCount(offset);
            yield return filler;
            offset += filler;
        }
    }
}
