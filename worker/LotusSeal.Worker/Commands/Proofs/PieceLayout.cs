using System.Numerics;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Where pieces lie in a sector: each at a multiple of its padded size, gaps filled with zero pieces (porep.md 2.4).</summary>
public static class PieceLayout
{
    /// <summary>The smallest piece, unpadded bytes.</summary>
    public const ulong SmallestUnpadded = 127;

    /// <summary>Whether a file of this length is a piece: 127·2^k bytes.</summary>
    public static bool IsPieceSize(ulong unpadded) => unpadded % SmallestUnpadded == 0 && BitOperations.IsPow2(unpadded / SmallestUnpadded);

    /// <summary>The smallest piece size that holds this many bytes.</summary>
    public static ulong NextPieceSize(ulong unpadded)
    {
        ulong size = SmallestUnpadded;
        while (size < unpadded) size *= 2;
        return size;
    }

    /// <summary>Padded bytes of an unpadded piece size.</summary>
    public static ulong Padded(ulong unpadded) => unpadded / 127 * 128;

    /// <summary>Unpadded bytes of a padded size.</summary>
    public static ulong Unpadded(ulong padded) => padded / 128 * 127;

    /// <summary>Padded sizes of the zero pieces between <paramref name="offset"/> and the next multiple of <paramref name="alignment"/>, in order.</summary>
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

    /// <summary>Checks that pieces in this order fit behind what is there.</summary>
    /// <param name="sectorSize">Padded bytes.</param>
    /// <param name="pieces">Path and unpadded size of each.</param>
    /// <param name="used">Padded bytes in use.</param>
    /// <exception cref="CommandException">Names the first piece that does not fit.</exception>
    public static void RequireFit(ulong sectorSize, IEnumerable<(string Path, ulong Unpadded)> pieces, ulong used = 0)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach ((string path, ulong unpadded) in pieces)
        {
            ulong padded = Padded(unpadded);
            used = (used + padded - 1) / padded * padded + padded;
            if (used > sectorSize) throw new CommandException($"--piece: '{path}' does not fit: it would end at padded byte {used} of {sectorSize}.");
        }
    }
}
