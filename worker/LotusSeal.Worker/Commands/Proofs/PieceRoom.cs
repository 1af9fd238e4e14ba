using LotusSeal.Primitives;
using LotusSeal.Sealing.Pieces;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Whether pieces fit into a sector.</summary>
internal static class PieceRoom
{
    /// <summary>Checks that pieces in this order fit behind what is there.</summary>
    /// <param name="sectorSize">Padded bytes.</param>
    /// <param name="pieces">The pieces.</param>
    /// <param name="used">What is in use.</param>
    /// <exception cref="CommandException">Names the first piece that does not fit.</exception>
    public static void Require(ulong sectorSize, IEnumerable<PieceFile> pieces, PaddedSize used = default)
    {
        foreach (PieceFile piece in pieces)
        {
            used = PieceLayout.End(used, piece.Length.ToPadded());
            if (used.Bytes > sectorSize)
                throw new CommandException($"--piece: '{piece.Path}' does not fit: it would end at padded byte {used} of {sectorSize}.");
        }
    }
}
