using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>Numbers as messages of SHA-256, and its digests as numbers (porep.md 8.1, 8.2).</summary>
internal static class BitOrder
{
    private const int PackedBits = 254;

    /// <summary>
    /// Bits of a number as those of its bytes: padded with zeros to whole bytes, and the most significant bit of each byte first. It needs no
    /// constraint, and leads back, too.
    /// </summary>
    public static Bit[] Reverse(ReadOnlySpan<Bit> bits)
    {
        Bit[] reversed = new Bit[(bits.Length + 7) / 8 * 8];
        for (int i = 0; i < reversed.Length; i++)
        {
            int source = i / 8 * 8 + 7 - i % 8;
            reversed[i] = source < bits.Length ? bits[source] : Bit.Constant(false);
        }

        return reversed;
    }

    /// <summary>The 256 bits of a number, as part of a message.</summary>
    public static Bit[] MessageBits(ConstraintSystem system, Number number) => Reverse(number.ToBits(system));

    /// <summary>The number of a digest without its two highest bits.</summary>
    public static Number NumberOf(ConstraintSystem system, ReadOnlySpan<Bit> digest) =>
        Number.Pack(system, Reverse(digest).AsSpan(0, PackedBits));

    /// <summary>The parent of two nodes of TreeD.</summary>
    public static Number HashPair(ConstraintSystem system, ReadOnlySpan<Number> children)
    {
        Bit[] left = MessageBits(system, children[0]), right = MessageBits(system, children[1]);
        return NumberOf(system, Sha256Gadget.Hash(system, [.. left, .. right]));
    }
}
