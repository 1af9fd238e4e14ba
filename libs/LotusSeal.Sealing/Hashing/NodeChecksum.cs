using System.Numerics;
using System.Runtime.InteropServices;

namespace LotusSeal.Sealing.Hashing;

/// <summary>Finds rot at the speed of memory: four CRC-32Cs side by side, each over one of the four 8-byte words of every node.</summary>
/// <remarks>One changed bit, and any burst of up to 32 bits, shows for certain. It is no protection against intent.</remarks>
internal struct NodeChecksum
{
    private const int WordsPerNode = Digest.Size / sizeof(ulong);
    private uint _first, _second, _third, _fourth;

    /// <summary>The checksum of what was appended.</summary>
    public readonly UInt128 Value => new(((ulong)_fourth << 32) | _third, ((ulong)_second << 32) | _first);

    /// <summary>The checksum of whole nodes.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> nodes)
    {
        NodeChecksum checksum = default;
        checksum.Append(nodes);
        return checksum.Value;
    }

    /// <summary>Appends whole nodes.</summary>
    public void Append(ReadOnlySpan<byte> nodes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(nodes);
        // Locals, so that the four chains run in registers beside each other.
        (uint first, uint second, uint third, uint fourth) = (_first, _second, _third, _fourth);
        for (; words.Length >= WordsPerNode; words = words[WordsPerNode..])
        {
            first = BitOperations.Crc32C(first, words[0]);
            second = BitOperations.Crc32C(second, words[1]);
            third = BitOperations.Crc32C(third, words[2]);
            fourth = BitOperations.Crc32C(fourth, words[3]);
        }
        (_first, _second, _third, _fourth) = (first, second, third, fourth);
    }
}
