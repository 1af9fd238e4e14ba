using System.Buffers.Binary;

namespace LotusSeal.Sealing.Pieces;

/// <summary>The bit padding between user data and field elements: 127 bytes become four 32-byte elements (porep.md 2.1).</summary>
public static class Fr32
{
    /// <summary>Unpadded bytes of a block.</summary>
    public const int UnpaddedBlock = UnpaddedSize.Block;

    /// <summary>Padded bytes of a block.</summary>
    public const int PaddedBlock = PaddedSize.Block;

    /// <summary>Pads whole blocks.</summary>
    /// <param name="unpadded">A multiple of 127 bytes.</param>
    /// <param name="padded">Receives 128 bytes for each 127.</param>
    public static void Pad(ReadOnlySpan<byte> unpadded, Span<byte> padded)
    {
        RequireWholeBlocks(unpadded.Length, UnpaddedBlock, nameof(unpadded));
        for (; !unpadded.IsEmpty; unpadded = unpadded[UnpaddedBlock..], padded = padded[PaddedBlock..]) PadBlock(unpadded, padded);
    }

    /// <summary>Drops the two padding bits of every element.</summary>
    /// <param name="padded">A multiple of 128 bytes.</param>
    /// <param name="unpadded">Receives 127 bytes for each 128.</param>
    public static void Unpad(ReadOnlySpan<byte> padded, Span<byte> unpadded)
    {
        RequireWholeBlocks(padded.Length, PaddedBlock, nameof(padded));
        for (; !padded.IsEmpty; padded = padded[PaddedBlock..], unpadded = unpadded[UnpaddedBlock..]) UnpadBlock(padded, unpadded);
    }

    private static void RequireWholeBlocks(int length, int block, string name)
    {
        if (length % block != 0) throw new ArgumentException($"{length} bytes are not whole blocks of {block}.", name);
    }

    /// <summary>Element k takes bits 254k to 254k + 253: byte 31k + …, shifted right by 0, 6, 4 and 2 bits.</summary>
    private static void PadBlock(ReadOnlySpan<byte> source, Span<byte> target)
    {
        source[..32].CopyTo(target);
        for (int element = 1; element < 4; element++)
        {
            int start = 32 * element - 1, shift = 8 - 2 * element;
            for (int word = 0; word < 4; word++)
            {
                int at = start + 8 * word;
                ulong low = BinaryPrimitives.ReadUInt64LittleEndian(source[at..]) >> shift;
                ulong high = at + 8 < UnpaddedBlock ? (ulong)source[at + 8] << (64 - shift) : 0;
                BinaryPrimitives.WriteUInt64LittleEndian(target[(32 * element + 8 * word)..], low | high);
            }
        }
        for (int element = 0; element < 4; element++) target[32 * element + 31] &= 0x3f;
    }

    private static void UnpadBlock(ReadOnlySpan<byte> source, Span<byte> target)
    {
        source[..31].CopyTo(target);
        for (int element = 0; element < 4; element++)
        {
            // The last byte of an element has 6 bits; those left after the shift share a byte with the next element's first ones.
            int tail = (source[32 * element + 31] & 0x3f) >> (2 * element);
            if (element < 3) target[32 * element + 31] = (byte)(tail | source[32 * (element + 1)] << (6 - 2 * element));
            if (element == 0) continue;
            int shift = 2 * element;
            for (int i = 0; i < 31; i++)
            {
                int next = i == 30 ? source[32 * element + 31] & 0x3f : source[32 * element + i + 1];
                target[32 * element + i] = (byte)(source[32 * element + i] >> shift | next << (8 - shift));
            }
        }
    }
}
