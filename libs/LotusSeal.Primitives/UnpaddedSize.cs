using System.Globalization;

namespace LotusSeal.Primitives;

/// <summary>A size or an offset in bytes before fr32 padding: whole blocks of 127 (porep.md 2.1).</summary>
public readonly record struct UnpaddedSize
{
    /// <summary>Bytes of a block, which padding turns into <see cref="PaddedSize.Block"/>.</summary>
    public const int Block = 127;

    /// <summary>The largest number of blocks whose padded bytes can still be counted.</summary>
    private const ulong MostBlocks = ulong.MaxValue / PaddedSize.Block;

    /// <summary>Takes a number of bytes.</summary>
    /// <exception cref="SealingException">It is no multiple of 127, or too large to be padded.</exception>
    public UnpaddedSize(ulong bytes)
    {
        if (bytes % Block != 0) throw new SealingException($"{bytes} unpadded bytes are no whole blocks of {Block}.");
        if (bytes / Block > MostBlocks) throw new SealingException($"{bytes} unpadded bytes are too many: padded, they cannot be counted.");
        Bytes = bytes;
    }

    /// <summary>The number of bytes.</summary>
    public ulong Bytes { get; }

    /// <summary>True for 127·2^k bytes, the sizes a piece may have.</summary>
    public bool IsPiece => IsPieceSize(Bytes);

    /// <summary>The size of a piece.</summary>
    /// <exception cref="SealingException">It is not 127·2^k.</exception>
    public static UnpaddedSize OfPiece(ulong bytes) => IsPieceSize(bytes)
        ? new UnpaddedSize(bytes)
        : throw new SealingException($"A piece of {bytes} unpadded bytes is refused; a piece has 127·2^k bytes.");

    /// <summary>True for 127·2^k bytes, the sizes a piece may have.</summary>
    public static bool IsPieceSize(ulong bytes) => bytes % Block == 0 && ulong.IsPow2(bytes / Block) && bytes / Block <= MostBlocks;

    /// <summary>
    /// Bytes that any number of unpadded ones take after padding, as Lotus counts them where it asks for ranges (protocol spec 5.5).
    /// </summary>
    /// <param name="unpadded">Need not be whole blocks.</param>
    public static ulong PaddedBytesOf(ulong unpadded) => checked(unpadded + unpadded / Block);

    /// <summary>The bytes after padding.</summary>
    public PaddedSize ToPadded() => new(Bytes / Block * PaddedSize.Block);

    /// <summary>The number of bytes in decimal.</summary>
    public override string ToString() => Bytes.ToString(CultureInfo.InvariantCulture);
}
