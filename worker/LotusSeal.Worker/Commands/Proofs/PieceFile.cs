using LotusSeal.Primitives;
using LotusSeal.Sealing.Pieces;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>A file given with <c>--piece</c>.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Length">Bytes: 127·2^k.</param>
/// <param name="Time">When it was last written, UTC.</param>
internal sealed record PieceFile(string Path, UnpaddedSize Length, DateTime Time)
{
    /// <summary>Looks at a file.</summary>
    /// <exception cref="CommandException">It is missing, or its length is not that of a piece; the message names the next valid size.</exception>
    public static PieceFile Open(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists) throw new CommandException($"--piece: '{path}' does not exist or is no file.");
        ulong length = (ulong)file.Length;
        if (!UnpaddedSize.IsPieceSize(length))
        {
            throw new CommandException($"--piece: '{path}' has {length} bytes, which is no piece size (127·2^k); "
                + $"the next one is {PieceLayout.NextPieceSize(length)} bytes.");
        }

        return new PieceFile(file.FullName, new UnpaddedSize(length), file.LastWriteTimeUtc);
    }

    /// <summary>Whether the file is the one a finished piece was made from.</summary>
    public bool Made(PieceState piece) => piece.File == Path && piece.UnpaddedSize == Length.Bytes && piece.FileTime == Time;
}
