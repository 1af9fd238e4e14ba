using System.Globalization;

namespace LotusSeal.Primitives;

/// <summary>A size or an offset in bytes after fr32 padding: whole blocks of 128 (porep.md 2.1).</summary>
public readonly record struct PaddedSize
{
    /// <summary>Bytes of a block, made of <see cref="UnpaddedSize.Block"/>.</summary>
    public const int Block = 128;

    /// <summary>Takes a number of bytes.</summary>
    /// <exception cref="SealingException">It is no multiple of 128.</exception>
    public PaddedSize(ulong bytes)
    {
        if (bytes % Block != 0) throw new SealingException($"{bytes} padded bytes are no whole blocks of {Block}.");
        Bytes = bytes;
    }

    /// <summary>The number of bytes.</summary>
    public ulong Bytes { get; }

    /// <summary>The bytes before padding.</summary>
    public UnpaddedSize ToUnpadded() => new(Bytes / Block * UnpaddedSize.Block);

    /// <summary>The number of bytes in decimal.</summary>
    public override string ToString() => Bytes.ToString(CultureInfo.InvariantCulture);

    /// <summary>An offset moved by a size.</summary>
    /// <exception cref="OverflowException">The sum cannot be counted.</exception>
    public static PaddedSize operator +(PaddedSize left, PaddedSize right) => new(checked(left.Bytes + right.Bytes));
}
