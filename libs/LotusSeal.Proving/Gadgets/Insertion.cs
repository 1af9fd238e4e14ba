using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>Puts an element among its siblings at a place that is given by bits (porep.md 8.4, insert).</summary>
internal static class Insertion
{
    /// <summary>All children in order.</summary>
    /// <param name="system">The system.</param>
    /// <param name="a">The element.</param>
    /// <param name="bits">Its place, the least significant bit first: 1, 2 or 3.</param>
    /// <param name="siblings">The other children in order.</param>
    public static Number[] Insert(ConstraintSystem system, Number a, ReadOnlySpan<Bit> bits, ReadOnlySpan<Number> siblings) => bits.Length switch
    {
        1 => Two(system, a, bits[0], siblings[0]),
        2 => Four(system, a, bits, siblings),
        3 => Eight(system, a, bits, siblings),
        _ => throw new ArgumentOutOfRangeException(nameof(bits), bits.Length, "Trees have 2, 4 or 8 children."),
    };

    private static Number[] Two(ConstraintSystem system, Number a, Bit bit, Number b) =>
        [Number.Pick(system, bit, b, a), Number.Pick(system, bit, a, b)];

    private static Number[] Four(ConstraintSystem system, Number a, ReadOnlySpan<Bit> bits, ReadOnlySpan<Number> siblings)
    {
        (Bit b0, Bit b1) = (bits[0], bits[1]);
        (Number b, Number c, Number d) = (siblings[0], siblings[1], siblings[2]);
        Number first = Number.Pick(system, b1, b, Number.Pick(system, b0, b, a));
        Number second = Number.Pick(system, b1, c, Number.Pick(system, b0, a, b));
        Number third = Number.Pick(system, b1, Number.Pick(system, b0, d, a), c);
        Number fourth = Number.Pick(system, b1, Number.Pick(system, b0, a, d), d);
        return [first, second, third, fourth];
    }

    private static Number[] Eight(ConstraintSystem system, Number a, ReadOnlySpan<Bit> bits, ReadOnlySpan<Number> siblings)
    {
        (Bit b0, Bit b1, Bit b2) = (bits[0], bits[1], bits[2]);
        (Number b, Number c, Number d, Number e) = (siblings[0], siblings[1], siblings[2], siblings[3]);
        (Number f, Number g, Number h) = (siblings[4], siblings[5], siblings[6]);
        Bit neither = BitLogic.And(system, !b0, !b1), both = BitLogic.And(system, b0, b1);
        Number Pick(Bit condition, Number first, Number second) => Number.Pick(system, condition, first, second);
        return
        [
            Pick(b2, b, Pick(neither, a, b)),
            Pick(b2, c, Pick(b1, c, Pick(b0, a, b))),
            Pick(b2, d, Pick(b1, Pick(b0, d, a), c)),
            Pick(b2, e, Pick(both, a, d)),
            Pick(b2, Pick(neither, a, f), e),
            Pick(b2, Pick(b1, g, Pick(b0, a, f)), f),
            Pick(b2, Pick(b1, Pick(b0, h, a), g), g),
            Pick(b2, Pick(both, a, h), h),
        ];
    }
}
