using System.Numerics;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>Lays pieces into a sector: each starts at a multiple of its padded size, gaps and the rest are zero fillers (protocol spec 10 M9).</summary>
public static class PieceLayout
{
    private const ulong SmallestPadded = 128;

    /// <summary>The smallest unpadded piece size that holds <paramref name="bytes"/>.</summary>
    public static ulong UnpaddedSizeFor(ulong bytes)
    {
        ulong padded = Math.Max(SmallestPadded, BitOperations.RoundUpToPowerOf2((bytes + 126) / 127 * 128));
        return padded / 128 * 127;
    }

    /// <summary>The sources with the fillers that alignment and the sector's end need.</summary>
    /// <exception cref="ArgumentException">The pieces do not fit.</exception>
    public static IReadOnlyList<PieceSource> WithFillers(ulong sectorSize, IEnumerable<PieceSource> pieces)
    {
        List<PieceSource> layout = [];
        ulong offset = 0;
        foreach (PieceSource piece in pieces)
        {
            ulong padded = piece.UnpaddedSize / 127 * 128;
            ulong start = (offset + padded - 1) / padded * padded;
            Fill(layout, offset, start);
            layout.Add(piece);
            offset = start + padded;
            if (offset > sectorSize)
                throw new ArgumentException($"The pieces do not fit: {offset} padded bytes with fillers, the sector has {sectorSize}.", nameof(pieces));
        }

        Fill(layout, offset, sectorSize);
        return layout;
    }

    /// <summary>Fills a gap with the largest pieces that are aligned at their place.</summary>
    private static void Fill(List<PieceSource> layout, ulong from, ulong to)
    {
        while (from < to)
        {
            ulong fit = 1UL << BitOperations.Log2(to - from);
            ulong padded = from == 0 ? fit : Math.Min(fit, 1UL << BitOperations.TrailingZeroCount(from));
            layout.Add(new PieceSource(padded / 128 * 127, null));
            from += padded;
        }
    }
}
