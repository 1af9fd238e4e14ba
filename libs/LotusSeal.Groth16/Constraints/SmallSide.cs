using System.Runtime.CompilerServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>One side of up to 64 rows: 0, 1, 2 or -1, two bits for each, the first row's lowest.</summary>
/// <param name="Low">Bit 0: set for 1 and -1.</param>
/// <param name="High">Bit 1: set for 2 and -1.</param>
public readonly record struct SmallSide(ulong Low, ulong High)
{
    /// <summary>
    /// What two bits mean. No array: .NET 10's compiler for 64-bit Arm makes it while it compiles, and then writes a number of its own into the
    /// program where the address of the array belongs.
    /// </summary>
    private static readonly FourNumbers Numbers = MakeNumbers();

    /// <summary>Bits.</summary>
    public static SmallSide Of(ulong bits) => new(bits, 0);

    /// <summary>Bits, twice as large.</summary>
    public static SmallSide OfTwice(ulong bits) => new(0, bits);

    /// <summary>1 where the first has a bit, and -1 where the second has one; none is in both.</summary>
    public static SmallSide OfDifference(ulong ones, ulong minusOnes) => new(ones | minusOnes, minusOnes);

    /// <summary>One of the numbers.</summary>
    public Fr this[int row] => Numbers[(int)(Low >> row & 1 | (High >> row & 1) << 1)];

    /// <summary>Writes the first numbers in full.</summary>
    public void Write(Span<Fr> destination)
    {
        ReadOnlySpan<Fr> numbers = Numbers;
        (ulong low, ulong high) = (Low, High);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = numbers[(int)(low & 1 | (high & 1) << 1)];
            low >>= 1;
            high >>= 1;
        }
    }

    private static FourNumbers MakeNumbers()
    {
        FourNumbers numbers = default;
        (numbers[0], numbers[1], numbers[2], numbers[3]) = (Fr.Zero, Fr.One, Fr.One + Fr.One, -Fr.One);
        return numbers;
    }

    [InlineArray(4)]
    private struct FourNumbers
    {
        private Fr _first;
    }
}
