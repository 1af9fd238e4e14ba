namespace LotusSeal.Groth16.Constraints;

/// <summary>One side of up to 64 rows: 0, 1, 2 or -1, two bits for each, the first row's lowest.</summary>
/// <param name="Low">Bit 0: set for 1 and -1.</param>
/// <param name="High">Bit 1: set for 2 and -1.</param>
public readonly record struct SmallSide(ulong Low, ulong High)
{
    /// <summary>Bits.</summary>
    public static SmallSide Of(ulong bits) => new(bits, 0);

    /// <summary>Bits, twice as large.</summary>
    public static SmallSide OfTwice(ulong bits) => new(0, bits);

    /// <summary>1 where the first has a bit, and -1 where the second has one; none is in both.</summary>
    public static SmallSide OfDifference(ulong ones, ulong minusOnes) => new(ones | minusOnes, minusOnes);
}
