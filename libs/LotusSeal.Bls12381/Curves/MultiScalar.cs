using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>Sums of multiples of points, by Pippenger's buckets.</summary>
public static class MultiScalar
{
    private const int Bits = 255, MinimumForThreads = 1024;

    /// <summary>The sum of scalars[i] · points[i].</summary>
    /// <param name="points">The points.</param>
    /// <param name="scalars">As many numbers below r.</param>
    /// <typeparam name="TField">The field of the coordinates.</typeparam>
    public static JacobianPoint<TField> Sum<TField>(ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars)
        where TField : struct, IField<TField>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(points.Length, scalars.Length);
        byte[] plain = new byte[scalars.Length * Fr.Size];
        for (int i = 0; i < scalars.Length; i++) scalars[i].Write(plain.AsSpan(i * Fr.Size));
        int width = Math.Clamp(int.Log2(scalars.Length + 1) - 1, 2, 14), windows = (Bits + width - 1) / width;
        JacobianPoint<TField>[] sums = new JacobianPoint<TField>[windows];
        if (points.Length < MinimumForThreads)
        {
            for (int window = 0; window < windows; window++) sums[window] = OfWindow(points, plain, window * width, width);
        }
        else
        {
            AffinePoint<TField>[] shared = points.ToArray();
            Parallel.For(0, windows, window => sums[window] = OfWindow<TField>(shared, plain, window * width, width));
        }

        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int window = windows - 1; window >= 0; window--)
        {
            for (int i = 0; i < width; i++) sum = sum.Double();
            sum += sums[window];
        }

        return sum;
    }

    private static JacobianPoint<TField> OfWindow<TField>(ReadOnlySpan<AffinePoint<TField>> points, byte[] scalars, int offset, int width)
        where TField : struct, IField<TField>
    {
        JacobianPoint<TField>[] buckets = new JacobianPoint<TField>[(1 << width) - 1];
        Array.Fill(buckets, JacobianPoint<TField>.Infinity);
        for (int i = 0; i < points.Length; i++)
        {
            int digit = Digit(scalars.AsSpan(i * Fr.Size, Fr.Size), offset, width);
            if (digit != 0) buckets[digit - 1] += points[i];
        }

        return Weighted(buckets);
    }

    /// <summary>The sum of (i + 1) · buckets[i].</summary>
    private static JacobianPoint<TField> Weighted<TField>(JacobianPoint<TField>[] buckets)
        where TField : struct, IField<TField>
    {
        JacobianPoint<TField> running = JacobianPoint<TField>.Infinity, sum = running;
        for (int i = buckets.Length - 1; i >= 0; i--)
        {
            running += buckets[i];
            sum += running;
        }

        return sum;
    }

    private static int Digit(ReadOnlySpan<byte> scalar, int offset, int width)
    {
        int digit = 0;
        for (int i = 0; i < width && offset + i < 8 * scalar.Length; i++) digit |= (scalar[(offset + i) >> 3] >> ((offset + i) & 7) & 1) << i;
        return digit;
    }
}
