using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Poseidon;

/// <summary>The Grain LFSR that produces Poseidon's round constants (porep.md 4.2).</summary>
internal sealed class GrainSequence
{
    private const int StateBits = 80, Discarded = 160, FieldBits = 255;
    private readonly bool[] _state = new bool[StateBits];
    private int _oldest;

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
        for (int i = 0; i < Discarded; i++) NextRawBit();

        void Append(int value, int bits)
        {
            for (int bit = bits - 1; bit >= 0; bit--) _state[position++] = (value >> bit & 1) != 0;
        }
    }

    /// <summary>The next constant: 255 bits as a big-endian integer, values of r or more thrown away.</summary>
    public Fr NextElement()
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        Fr element;
        do
        {
            bytes.Clear();
            for (int bit = FieldBits - 1; bit >= 0; bit--)
                if (NextBit()) bytes[bit >> 3] |= (byte)(1 << (bit & 7));
        }
        while (!Fr.TryRead(bytes, out element));
        return element;
    }

    /// <summary>Self-shrinking: a bit counts only when the one before it is set.</summary>
    private bool NextBit()
    {
        while (!NextRawBit()) NextRawBit();
        return NextRawBit();
    }

    private bool NextRawBit()
    {
        bool next = Bit(62) ^ Bit(51) ^ Bit(38) ^ Bit(23) ^ Bit(13) ^ Bit(0);
        _state[_oldest] = next;
        _oldest = (_oldest + 1) % StateBits;
        return next;

        bool Bit(int age) => _state[(_oldest + age) % StateBits];
    }
}
