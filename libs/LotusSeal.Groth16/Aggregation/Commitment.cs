using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>A commitment to points: one pairing product for each secret of the key (snarkpack.md 4).</summary>
/// <param name="T">With the points of the first secret.</param>
/// <param name="U">With those of the second.</param>
public readonly record struct Commitment(Fp12 T, Fp12 U)
{
    /// <summary>The commitment to points of the first group.</summary>
    internal static Commitment Single(KeyPoints<Fp2> v, AffinePoint<Fp>[] points) =>
        new(Vectors.Product(points, v.Alpha), Vectors.Product(points, v.Beta));

    /// <summary>The commitment to points of both groups.</summary>
    internal static Commitment Pair(KeyPoints<Fp2> v, KeyPoints<Fp> w, AffinePoint<Fp>[] first, AffinePoint<Fp2>[] second) => new(
        Vectors.Product([.. first, .. w.Alpha], [.. v.Alpha, .. second]), Vectors.Product([.. first, .. w.Beta], [.. v.Beta, .. second]));

    /// <summary>The commitment to all that two commit to.</summary>
    public static Commitment operator *(in Commitment left, in Commitment right) => new(left.T * right.T, left.U * right.U);

    /// <summary>The commitment to a multiple of all.</summary>
    internal Commitment Power(Fr exponent) => new(Vectors.Power(T, exponent), Vectors.Power(U, exponent));
}
