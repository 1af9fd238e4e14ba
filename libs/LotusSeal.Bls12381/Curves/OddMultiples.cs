using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>
/// Odd multiples of points that are known before the numbers they are multiplied by, as those of a verifying key are: with them a
/// sum needs an addition for every sixth bit of a number. They may be used by several threads at once.
/// </summary>
/// <typeparam name="TField">The field of the coordinates.</typeparam>
public sealed class OddMultiples<TField>
    where TField : struct, IField<TField>
{
    /// <summary>Odd multiples of a point, 1 to 15 times.</summary>
    public const int PerPoint = 1 << (Width - 2);

    /// <summary>Digits of a number.</summary>
    public const int DigitsOfNumber = 8 * Fr.Size + 1;

    private const int Width = 5;

    private readonly AffinePoint<TField>[] _multiples;

    /// <param name="points">The points.</param>
    public OddMultiples(ReadOnlySpan<AffinePoint<TField>> points)
    {
        JacobianPoint<TField>[] multiples = new JacobianPoint<TField>[PerPoint * points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            Span<JacobianPoint<TField>> ofPoint = multiples.AsSpan(PerPoint * i, PerPoint);
            ofPoint[0] = JacobianPoint<TField>.Of(points[i]);
            JacobianPoint<TField> twice = ofPoint[0].Double();
            for (int j = 1; j < PerPoint; j++) ofPoint[j] = ofPoint[j - 1] + twice;
        }

        _multiples = JacobianPoint<TField>.ToAffine(multiples);
    }

    /// <summary>How many points there are.</summary>
    public int Count => _multiples.Length / PerPoint;

    /// <summary>1, 3, 5 … 15 times each point, one point after the other.</summary>
    public ReadOnlySpan<AffinePoint<TField>> Multiples => _multiples;

    /// <summary>The sum of scalars[i] times point i. It takes longer for larger numbers, so it is not for secrets.</summary>
    /// <param name="scalars">As many numbers.</param>
    public JacobianPoint<TField> Sum(ReadOnlySpan<Fr> scalars)
    {
        sbyte[] digits = Digits(scalars);
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int bit = DigitsOfNumber - 1; bit >= 0; bit--)
        {
            sum = sum.Double();
            for (int i = 0; i < scalars.Length; i++)
            {
                int digit = digits[DigitsOfNumber * i + bit];
                if (digit == 0) continue;
                AffinePoint<TField> multiple = _multiples[PerPoint * i + Math.Abs(digit) / 2];
                sum += digit > 0 ? multiple : -multiple;
            }
        }

        return sum;
    }

    /// <summary>
    /// The digits of numbers, one number after the other, lowest first: zero, or odd and at most 15 in size, and of five that follow each other at
    /// most one is not zero.
    /// </summary>
    /// <param name="scalars">As many numbers as there are points.</param>
    public sbyte[] Digits(ReadOnlySpan<Fr> scalars)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, Count);
        sbyte[] digits = new sbyte[DigitsOfNumber * scalars.Length];
        for (int i = 0; i < scalars.Length; i++) Write(scalars[i], digits.AsSpan(DigitsOfNumber * i, DigitsOfNumber));
        return digits;
    }

    private static void Write(in Fr scalar, Span<sbyte> digits)
    {
        // Bits behind the number are zero, so that a digit may begin at any of its bits, and the carry of the last one has a place.
        Span<byte> bytes = stackalloc byte[Fr.Size + 2];
        scalar.Write(bytes);
        for (int at = 0, carry = 0; at < DigitsOfNumber; at++)
        {
            int bits = (bytes[at / 8] | bytes[at / 8 + 1] << 8) >> at % 8 & (1 << Width) - 1;
            if ((bits + carry) % 2 == 0) continue;
            int digit = bits + carry;
            carry = digit >= 1 << (Width - 1) ? 1 : 0;
            digits[at] = (sbyte)(digit - (carry << Width));
            at += Width - 1;
        }
    }
}
