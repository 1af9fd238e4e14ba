using LotusSeal.Sealing.Pieces;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>
/// Lays pieces into a sector: each starts at a multiple of its padded size, gaps and the rest are zero fillers (protocol spec M9).
/// </summary>
public static class PieceSources
{
    /// <summary>The sources with the fillers that alignment and the sector's end need.</summary>
    /// <exception cref="ArgumentException">The pieces do not fit.</exception>
    public static IReadOnlyList<PieceSource> WithFillers(ulong sectorSize, IEnumerable<PieceSource> pieces)
    {
        List<PieceSource> layout = [];
        ulong offset = 0;
        foreach (PieceSource piece in pieces)
        {
            ulong padded = Fr32.PaddedSize(piece.UnpaddedSize);
            Fill(layout, offset, padded);
            layout.Add(piece);
            offset = PieceLayout.End(offset, padded);
            if (offset > sectorSize)
                throw new ArgumentException($"The pieces do not fit: {offset} padded bytes with fillers, the sector has {sectorSize}.",
                    nameof(pieces));
        }

        if (offset == 0) layout.Add(new PieceSource(Fr32.UnpaddedSize(sectorSize), null));
        Fill(layout, offset, sectorSize);
        return layout;
    }

    private static void Fill(List<PieceSource> layout, ulong from, ulong alignment) =>
        layout.AddRange(PieceLayout.Fillers(from, alignment).Select(filler => new PieceSource(Fr32.UnpaddedSize(filler), null)));
}
