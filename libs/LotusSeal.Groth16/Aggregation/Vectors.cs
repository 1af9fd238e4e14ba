using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>What the rounds of an aggregation do with lists: halves, multiples, and products of pairings, by all processors.</summary>
internal static class Vectors
{
    /// <summary>Pairs that share the squarings of one loop: more would leave processors idle, fewer would square more often.</summary>
    private const int PairsPerLoop = 32;

    /// <summary>The lower half.</summary>
    public static T[] Low<T>(this T[] values) => values[..(values.Length / 2)];

    /// <summary>The upper half.</summary>
    public static T[] High<T>(this T[] values) => values[(values.Length / 2)..];

    /// <summary>The lower half, plus the upper one times a number.</summary>
    public static AffinePoint<TField>[] Fold<TField>(AffinePoint<TField>[] points, Fr factor)
        where TField : struct, IField<TField>
    {
        AffinePoint<TField>[] low = points.Low(), high = points.High();
        return Each<TField>(low.Length, i => JacobianPoint<TField>.Of(high[i]).Multiply(factor) + low[i]);
    }

    /// <summary>The same of numbers.</summary>
    public static Fr[] Fold(Fr[] values, Fr factor) => [.. values.Low().Zip(values.High(), (low, high) => low + factor * high)];

    /// <summary>Each point multiplied by the number at its index.</summary>
    public static AffinePoint<TField>[] Scale<TField>(AffinePoint<TField>[] points, Fr[] factors)
        where TField : struct, IField<TField> => Each<TField>(points.Length, i => JacobianPoint<TField>.Of(points[i]).Multiply(factors[i]));

    /// <summary>The product of the pairings of two lists.</summary>
    public static Fp12 Product(AffinePoint<Fp>[] first, AffinePoint<Fp2>[] second)
    {
        int loops = (first.Length + PairsPerLoop - 1) / PairsPerLoop;
        Fp12[] parts = new Fp12[loops];
        Parallel.For(0, loops, loop =>
        {
            int begin = loop * PairsPerLoop, count = Math.Min(PairsPerLoop, first.Length - begin);
            parts[loop] = Pairing.MillerLoop(first.AsSpan(begin, count), second.AsSpan(begin, count));
        });
        return Pairing.FinalExponentiation(parts.Aggregate(Fp12.One, (product, part) => product * part));
    }

    /// <summary>A value of a pairing to a power.</summary>
    public static Fp12 Power(Fp12 value, Fr exponent)
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        exponent.Write(bytes);
        bytes.Reverse();
        return value.Power(bytes);
    }

    private static AffinePoint<TField>[] Each<TField>(int count, Func<int, JacobianPoint<TField>> make)
        where TField : struct, IField<TField>
    {
        JacobianPoint<TField>[] points = new JacobianPoint<TField>[count];
        Parallel.For(0, count, i => points[i] = make(i));
        return JacobianPoint<TField>.ToAffine(points);
    }
}
