namespace LotusSeal.Storage;

/// <summary>The RLE+ bit map behind the data of an unsealed file (protocol spec 5.2).</summary>
/// <remarks>
/// Bits are packed from the least significant one: two bits version 0, one bit value of the first run, then alternating runs:
/// <c>1</c> is length 1; <c>01</c> and four bits length 2 to 15; <c>00</c> and a LEB128 number length 16 and more.
/// A trailing run of zeros is not written and trailing zero bytes are dropped.
/// </remarks>
public static class RlePlus
{
    private const int ShortRunBits = 4;
    private const ulong LongRun = 16;

    /// <summary>The bytes of a set; none for the empty set.</summary>
    public static byte[] Encode(ByteRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Ranges.Count == 0) return [];
        BitWriter bits = new();
        bits.Put(0, 2);
        bits.Put(runs.Ranges[0].Offset == 0 ? 1UL : 0UL, 1);
        ulong at = 0;
        foreach (ByteRange range in runs.Ranges)
        {
            if (range.Offset > at) PutRun(bits, range.Offset - at);
            PutRun(bits, range.Size);
            at = range.End;
        }

        return bits.ToArray();
    }

    /// <summary>Reads a set of positions below <paramref name="limit"/>.</summary>
    /// <exception cref="InvalidDataException">Unknown version, a length that is none, positions past the limit, or bits behind the end.</exception>
    public static ByteRuns Decode(ReadOnlySpan<byte> bytes, ulong limit)
    {
        BitReader bits = new(bytes);
        if (bits.Take(2) != 0) throw new InvalidDataException("the map of valid bytes has an unknown version");
        bool value = bits.Take(1) == 1;
        List<ByteRange> ranges = [];
        for (ulong at = 0; !bits.OnlyZerosLeft; value = !value)
        {
            ulong length = TakeRun(ref bits);
            if (length == 0) throw new InvalidDataException("the map of valid bytes has an empty run");
            if (length > limit - at) throw new InvalidDataException($"the map of valid bytes goes past {limit} bytes");
            if (value) ranges.Add(new ByteRange(at, length));
            at += length;
        }

        return new ByteRuns(ranges);
    }

    private static void PutRun(BitWriter bits, ulong length)
    {
        if (length == 1)
        {
            bits.Put(1, 1);
        }
        else if (length < LongRun)
        {
            bits.Put(0b10, 2);
            bits.Put(length, ShortRunBits);
        }
        else
        {
            bits.Put(0, 2);
            for (; length >= 0x80; length >>= 7) bits.Put((length & 0x7f) | 0x80, 8);
            bits.Put(length, 8);
        }
    }

    private static ulong TakeRun(ref BitReader bits)
    {
        if (bits.Take(1) == 1) return 1;
        if (bits.Take(1) == 1) return bits.Take(ShortRunBits);
        ulong length = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            ulong part = bits.Take(8);
            if (shift == 63 && part > 1) break;
            length |= (part & 0x7f) << shift;
            if (part < 0x80) return length;
        }

        throw new InvalidDataException("the map of valid bytes has a length of more than 64 bits");
    }

    private sealed class BitWriter
    {
        private readonly List<byte> _bytes = [];
        private int _used;

        public void Put(ulong value, int count)
        {
            for (int i = 0; i < count; i++, _used++)
            {
                if (_used % 8 == 0) _bytes.Add(0);
                if (((value >> i) & 1) != 0) _bytes[^1] |= (byte)(1 << (_used % 8));
            }
        }

        public byte[] ToArray()
        {
            int length = _bytes.FindLastIndex(value => value != 0) + 1;
            return [.. _bytes.Take(length)];
        }
    }

    private ref struct BitReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private readonly int _lastOne = LastOne(bytes);
        private int _at;

        public readonly bool OnlyZerosLeft => _at > _lastOne;

        public ulong Take(int count)
        {
            ulong value = 0;
            for (int i = 0; i < count; i++, _at++)
            {
                if (_at / 8 < _bytes.Length && (_bytes[_at / 8] >> (_at % 8) & 1) != 0) value |= 1UL << i;
            }

            return value;
        }

        private static int LastOne(ReadOnlySpan<byte> bytes)
        {
            int last = bytes.LastIndexOfAnyExcept((byte)0);
            return last < 0 ? -1 : (last * 8) + 7 - System.Numerics.BitOperations.LeadingZeroCount((uint)bytes[last]) + 24;
        }
    }
}
