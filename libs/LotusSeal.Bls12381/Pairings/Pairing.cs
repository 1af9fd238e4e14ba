using System.Numerics;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Pairings;

/// <summary>The optimal ate pairing.</summary>
/// <remarks>
/// The loop over the bits of the curve's parameter x is shared by all pairs, with the line functions of Beuchat and others
/// (ePrint 2010/354, algorithms 26 and 27). The final exponent is three times (p^12 - 1)/r by Hayashida, Hayasaka and Teruya (ePrint 2020/875): its
/// value is the third power of the pairing, which is as good for every comparison, as 3 does not divide r.
/// </remarks>
public static class Pairing
{
    /// <summary>The highest bit of -x, whose doublings and additions are the steps of the loop.</summary>
    internal const int TopBit = 63;

    /// <summary>Steps of the loop: a doubling for each bit below the highest, and an addition for each of them that is one.</summary>
    public static int Steps => TopBit + BitOperations.PopCount(CurveParameter.Negated) - 1;

    /// <summary>The product of the pairings of all pairs.</summary>
    public static Fp12 Product(ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<AffinePoint<Fp2>> second) =>
        FinalExponentiation(MillerLoop(first, second));

    /// <summary>The product of the pairings before the final exponentiation.</summary>
    public static Fp12 MillerLoop(ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<AffinePoint<Fp2>> second)
    {
        TwistLines[] lines = new TwistLines[second.Length];
        for (int i = 0; i < lines.Length; i++) lines[i] = TwistLines.Of(second[i]);
        return MillerLoop(first, lines);
    }

    /// <summary>The product of the pairings before the final exponentiation.</summary>
    public static Fp12 MillerLoop(ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<TwistLines> second)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(first.Length, second.Length);
        Fp12 value = Fp12.One;
        for (int bit = TopBit - 1, step = 0; bit >= 0; bit--)
        {
            value = value.Square();
            value = Evaluate(value, first, second, step++);
            if (AddsAt(bit)) value = Evaluate(value, first, second, step++);
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
        return t * easy.CyclotomicSquare() * easy;
    }

    /// <summary>A value of a pairing, or another one of order p⁴ - p² + 1, to the power x.</summary>
    internal static Fp12 PowerOfX(in Fp12 value)
    {
        Fp12 result = value;
        for (int bit = TopBit - 1; bit >= 0; bit--)
        {
            result = result.CyclotomicSquare();
            if (AddsAt(bit)) result *= value;
        }

        return result.Conjugate();
    }

    /// <summary>Whether the loop adds the point behind the doubling of a bit.</summary>
    internal static bool AddsAt(int bit) => (CurveParameter.Negated >> bit & 1) != 0;

    private static Fp12 Evaluate(Fp12 value, ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<TwistLines> second, int step)
    {
        for (int i = 0; i < first.Length; i++)
        {
            if (first[i].IsInfinity || second[i].IsInfinity) continue;
            ref readonly Line line = ref second[i].Steps[step];
            value = value.MultiplyBy014(line.Constant, line.ByX * first[i].X, line.ByY * first[i].Y);
        }

        return value;
    }
}
