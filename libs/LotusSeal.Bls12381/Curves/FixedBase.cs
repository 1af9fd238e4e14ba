using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>Many multiples of one point, by a table of its multiples.</summary>
/// <typeparam name="TField">The field of the coordinates.</typeparam>
public sealed class FixedBase<TField>
    where TField : struct, IField<TField>
{
    private const int Width = 8, Digits = Fr.Size * 8 / Width;

    /// <summary>Element [digit, value - 1] is value · 2^(8 · digit) times the point.</summary>
    private readonly AffinePoint<TField>[,] _table = new AffinePoint<TField>[Digits, (1 << Width) - 1];

    /// <param name="point">The point.</param>
    public FixedBase(AffinePoint<TField> point)
    {
        JacobianPoint<TField> power = JacobianPoint<TField>.Of(point);
        JacobianPoint<TField>[] row = new JacobianPoint<TField>[(1 << Width) - 1];
        for (int digit = 0; digit < Digits; digit++)
        {
            row[0] = power;
            for (int value = 1; value < row.Length; value++) row[value] = row[value - 1] + power;
            AffinePoint<TField>[] affine = JacobianPoint<TField>.ToAffine(row);
            for (int value = 0; value < row.Length; value++) _table[digit, value] = affine[value];
            power = row[^1] + power;
        }
    }

    private JacobianPoint<TField> Multiply(Fr scalar)
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        scalar.Write(bytes);
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int digit = 0; digit < Digits; digit++)
        {
            if (bytes[digit] != 0) sum += _table[digit, bytes[digit] - 1];
        }

        return sum;
    }

    /// <summary>Many multiples at once.</summary>
    public AffinePoint<TField>[] Multiply(Fr[] scalars)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        const int batch = 1024;
        AffinePoint<TField>[] multiples = new AffinePoint<TField>[scalars.Length];
        Parallel.For(0, (scalars.Length + batch - 1) / batch, part =>
        {
            int begin = part * batch, count = Math.Min(batch, scalars.Length - begin);
            JacobianPoint<TField>[] sums = new JacobianPoint<TField>[count];
            for (int i = 0; i < count; i++) sums[i] = Multiply(scalars[begin + i]);
            JacobianPoint<TField>.ToAffine(sums).CopyTo(multiples, begin);
        });
        return multiples;
    }
}
