using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Pieces;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>A file given with <c>--piece</c>.</summary>
/// <param name="Path">Full path, links followed.</param>
/// <param name="Length">Bytes of the piece: 127·2^k.</param>
/// <param name="Time">When it was last written, UTC.</param>
/// <param name="IsShort">The file is shorter than the piece; zeros follow it.</param>
internal sealed record PieceFile(string Path, UnpaddedSize Length, DateTime Time, bool IsShort)
{
    /// <summary>Looks at a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pad">Whether a file of another length makes the next larger piece, with zeros behind it.</param>
    /// <exception cref="CommandException">It is missing, empty, or not as long as a piece; the message names the next valid size.</exception>
    public static PieceFile Open(string path, bool pad)
    {
        FileInfo file = FileTarget.Of(path);
        if (!file.Exists) throw new CommandException($"--piece: '{path}' does not exist or is no file.");
        ulong length = (ulong)file.Length;
        if (UnpaddedSize.IsPieceSize(length)) return new PieceFile(file.FullName, new UnpaddedSize(length), file.LastWriteTimeUtc, IsShort: false);
        UnpaddedSize next = PieceLayout.NextPieceSize(length);
        if (pad && length == 0) throw new CommandException($"--piece: '{path}' is empty: there is nothing to fill up.");
        if (pad) return new PieceFile(file.FullName, next, file.LastWriteTimeUtc, IsShort: true);
        throw new CommandException($"--piece: '{path}' has {length} bytes, which is no piece size (127·2^k); "
            + $"the next one is {next} bytes: --pad fills it up with zeros.");
    }

    /// <summary>Opens the bytes of the piece: those of the file, and the zeros behind them.</summary>
    public Stream OpenRead()
    {
        FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        return IsShort ? new ZeroFilledStream(file, (long)Length.Bytes) : file;
    }

    /// <summary>Whether the file is the one a finished piece was made from.</summary>
    public bool Made(PieceState piece) => piece.File == Path && piece.UnpaddedSize == Length.Bytes && piece.FileTime == Time;
}
