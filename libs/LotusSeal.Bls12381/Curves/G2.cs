using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>y² = x³ + 4·(u + 1) over <see cref="Fp2"/>.</summary>
public readonly struct G2 : ICurve<Fp2>
{
    /// <inheritdoc/>
    public static Fp2 B { get; } = new(Fp.FromUInt64(4), Fp.FromUInt64(4));

    /// <inheritdoc/>
    public static AffinePoint<Fp2> Generator { get; } = PointFormat<G2, Fp2>.ReadCompressed(Convert.FromHexString(
        "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        + "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"));

    /// <summary>Brings the power p of a first coordinate back from the other curve: (u + 1)^-((p - 1) / 3).</summary>
    private static Fp2 PowerOfX { get; } = Fp12.FrobeniusFactor(2).Inverse();

    /// <summary>The same of a second coordinate: (u + 1)^-((p - 1) / 2).</summary>
    private static Fp2 PowerOfY { get; } = Fp12.FrobeniusFactor(3).Inverse();

    /// <inheritdoc/>
    public static int CoordinateSize => 2 * Fp.Size;

    /// <inheritdoc/>
    /// <remarks>
    /// The power p of the coordinates on the other curve, brought back to this one, is the multiple by x of the points of the group and of no others
    /// (Scott, ePrint 2021/1130).
    /// </remarks>
    public static bool IsInGroup(in AffinePoint<Fp2> point)
    {
        AffinePoint<Fp2> power = new(point.X.Conjugate() * PowerOfX, point.Y.Conjugate() * PowerOfY);
        return (JacobianPoint<Fp2>.Of(point).Multiply(CurveParameter.Negated) + power).IsInfinity;
    }

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Fp2 value)
    {
        bool canonical = Fp.TryRead(bytes, out Fp high) & Fp.TryRead(bytes[Fp.Size..], out Fp low);
        value = new Fp2(low, high);
        return canonical;
    }

    /// <inheritdoc/>
    public static void Write(in Fp2 value, Span<byte> destination)
    {
        value.C1.Write(destination);
        value.C0.Write(destination[Fp.Size..]);
    }

    /// <inheritdoc/>
    public static bool TrySquareRoot(in Fp2 value, out Fp2 root) => value.TrySquareRoot(out root);

    /// <inheritdoc/>
    public static bool IsLexicographicallyLargest(in Fp2 value) => value.IsLexicographicallyLargest();
}
