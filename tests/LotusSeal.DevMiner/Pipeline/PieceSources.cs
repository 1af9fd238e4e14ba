using LotusSeal.Primitives;
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
        PaddedSize offset = default;
        foreach (PieceSource piece in pieces)
        {
            PaddedSize padded = UnpaddedSize.OfPiece(piece.UnpaddedSize).ToPadded();
            Fill(layout, offset, padded);
            layout.Add(piece);
            offset = PieceLayout.End(offset, padded);
            if (offset.Bytes > sectorSize)
                throw new ArgumentException($"The pieces do not fit: {offset} padded bytes with fillers, the sector has {sectorSize}.",
                    nameof(pieces));
        }

        PaddedSize whole = new(sectorSize);
        if (offset.Bytes == 0) layout.Add(Zeros(whole));
        Fill(layout, offset, whole);
        return layout;
    }

    private static void Fill(List<PieceSource> layout, PaddedSize from, PaddedSize alignment) =>
        layout.AddRange(PieceLayout.Fillers(from, alignment).Select(Zeros));

    private static PieceSource Zeros(PaddedSize size) => new(size.ToUnpadded().Bytes, null);
}
