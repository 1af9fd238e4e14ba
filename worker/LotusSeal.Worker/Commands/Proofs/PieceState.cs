using LotusSeal.Primitives;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>One piece of a sector folder.</summary>
/// <param name="CommP">Its commitment.</param>
/// <param name="UnpaddedSize">Bytes before padding.</param>
/// <param name="File">Where the data came from; null for a zero piece that fills a gap.</param>
/// <param name="FileTime">When that file was last written.</param>
public sealed record PieceState(Digest CommP, ulong UnpaddedSize, string? File, DateTime? FileTime)
{
    /// <summary>Bytes after padding.</summary>
    /// <exception cref="SealingException">The size is no whole number of blocks.</exception>
    internal PaddedSize PaddedSize() => new UnpaddedSize(UnpaddedSize).ToPadded();
}
