using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Pairings;

/// <summary>The optimal ate pairing.</summary>
/// <remarks>
/// The loop over the bits of the curve's parameter x = -0xd201000000010000 is shared by all pairs, with the line functions of Beuchat and others
/// (ePrint 2010/354, algorithms 26 and 27). The final exponent is three times (p^12 - 1)/r by Hayashida, Hayasaka and Teruya (ePrint 2020/875): its
/// value is the third power of the pairing, which is as good for every comparison, as 3 does not divide r.
/// </remarks>
public static class Pairing
{
    private const ulong MinusX = 0xd201000000010000;

    /// <summary>The product of the pairings of all pairs.</summary>
    public static Fp12 Product(ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<AffinePoint<Fp2>> second) =>
        FinalExponentiation(MillerLoop(first, second));

    /// <summary>The product of the pairings before the final exponentiation.</summary>
    public static Fp12 MillerLoop(ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<AffinePoint<Fp2>> second)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(first.Length, second.Length);
        TwistPoint[] at = new TwistPoint[second.Length];
        for (int i = 0; i < at.Length; i++) at[i] = new TwistPoint(second[i]);
        Fp12 value = Fp12.One;
        for (int bit = 62; bit >= 0; bit--)
        {
            value = value.Square();
            for (int i = 0; i < at.Length; i++)
            {
                if (first[i].IsInfinity || second[i].IsInfinity) continue;
                value = Evaluate(value, at[i].Double(), first[i]);
                if ((MinusX >> bit & 1) != 0) value = Evaluate(value, at[i].Add(second[i]), first[i]);
            }
        }

        // x is negative.
        return value.Conjugate();
    }

    /// <summary>Three times (p^12 - 1)/r as an exponent: what makes the value of a loop one of the group.</summary>
    public static Fp12 FinalExponentiation(in Fp12 value)
    {
        Fp12 easy = value.Conjugate() * value.Inverse();
        easy = easy.Frobenius().Frobenius() * easy;
        // From here on an inverse is a conjugate.
        Fp12 t = PowerOfX(easy) * easy.Conjugate();
        t = PowerOfX(t) * t.Conjugate();
        t = PowerOfX(t) * t.Frobenius();
        t = PowerOfX(PowerOfX(t)) * t.Frobenius().Frobenius() * t.Conjugate();
        return t * easy.Square() * easy;
    }

    /// <summary>A value of the group to the power x.</summary>
    internal static Fp12 PowerOfX(in Fp12 value)
    {
        Fp12 result = value;
        for (int bit = 62; bit >= 0; bit--)
        {
            result = result.Square();
            if ((MinusX >> bit & 1) != 0) result *= value;
        }

        return result.Conjugate();
    }

    private static Fp12 Evaluate(in Fp12 value, in Line line, in AffinePoint<Fp> at) =>
        value.MultiplyBy014(line.Constant, line.ByX * at.X, line.ByY * at.Y);
}
