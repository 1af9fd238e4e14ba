using System.Buffers.Binary;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Poseidon;

/// <summary>The Grain LFSR that produces Poseidon's round constants (porep.md 4.2).</summary>
/// <remarks>
/// No tap of the register reaches beyond bit 62 of 80, so 16 bits are made at once: every process that hashes needs millions of them.
/// </remarks>
internal sealed class GrainSequence
{
    private const int Discarded = 160, FieldBits = 255, StepBits = 16;

    /// <summary>Bits that are taken at once, a fifth of an element.</summary>
    private const int ChunkBits = 51;

    /// <summary>The register, its oldest bit lowest: bits 0 to 63, and 64 to 79.</summary>
    private ulong _low, _high;

    /// <summary>What passed the shrinking and was not taken yet, the oldest bit highest.</summary>
    private ulong _queue;
    private int _queued;

    public GrainSequence(int width, int fullRounds, int partialRounds)
    {
        int position = 0;
        Append(1, 2);
        Append(1, 4);
        Append(FieldBits, 12);
        Append(width, 12);
        Append(fullRounds, 10);
        Append(partialRounds, 10);
        Append((1 << 30) - 1, 30);
        for (int i = 0; i < Discarded / StepBits; i++) Step();

        void Append(int value, int bits)
        {
            for (int bit = bits - 1; bit >= 0; bit--, position++)
            {
                ulong one = (ulong)(value >> bit & 1);
                if (position < 64) _low |= one << position;
                else _high |= one << (position - 64);
            }
        }
    }

    /// <summary>The next constant: 255 bits as a big-endian integer, values of r or more thrown away.</summary>
    public Fr NextElement()
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        Fr element;
        do
        {
            UInt128 high = 0, low = 0;
            for (int i = 0; i < FieldBits / ChunkBits; i++)
            {
                high = high << ChunkBits | low >> (128 - ChunkBits);
                low = low << ChunkBits | NextChunk();
            }

            BinaryPrimitives.WriteUInt128LittleEndian(bytes, low);
            BinaryPrimitives.WriteUInt128LittleEndian(bytes[16..], high);
        }
        while (!Fr.TryRead(bytes, out element));
        return element;
    }

    /// <summary>Self-shrinking: of each pair of bits the second counts when the first is set.</summary>
    private ulong NextChunk()
    {
        while (_queued < ChunkBits)
        {
            uint pairs = Step();
            for (int i = 0; i < StepBits / 2; i++, pairs >>= 2)
            {
                int counts = (int)(pairs & 1);
                _queue = _queue << counts | (pairs >> 1 & (uint)counts);
                _queued += counts;
            }
        }

        _queued -= ChunkBits;
        return _queue >> _queued & ((1UL << ChunkBits) - 1);
    }

    /// <summary>The next bits of the register, the first one lowest.</summary>
    private uint Step()
    {
        ulong low = _low, high = _high;
        ulong next = low ^ low >> 13 ^ low >> 23 ^ low >> 38 ^ (low >> 51 | high << 13) ^ (low >> 62 | high << 2);
        _low = low >> StepBits | high << (64 - StepBits);
        _high = next & 0xffff;
        return (uint)_high;
    }
}
