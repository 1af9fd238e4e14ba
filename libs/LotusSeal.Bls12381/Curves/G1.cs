using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>y² = x³ + 4 over <see cref="Fp"/>.</summary>
public readonly struct G1 : ICurve<Fp>
{
    /// <inheritdoc/>
    public static Fp B { get; } = Fp.FromUInt64(4);

    /// <inheritdoc/>
    public static AffinePoint<Fp> Generator { get; } = PointFormat<G1, Fp>.ReadCompressed(Convert.FromHexString(
        "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"));

    /// <summary>A root of 1 of order 3, (√-3 - 1) / 2: (β·x, y) is the multiple by -x² of a point of the group.</summary>
    private static Fp Beta { get; } = MakeBeta();

    /// <inheritdoc/>
    public static int CoordinateSize => Fp.Size;

    /// <inheritdoc/>
    /// <remarks>The multiple by -x² tells points of the group from all others (Scott, ePrint 2021/1130).</remarks>
    public static bool IsInGroup(in AffinePoint<Fp> point) => IsMinusXSquared(point, Beta);

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Fp value) => Fp.TryRead(bytes, out value);

    /// <inheritdoc/>
    public static void Write(in Fp value, Span<byte> destination) => value.Write(destination);

    /// <inheritdoc/>
    public static bool TrySquareRoot(in Fp value, out Fp root) => value.TrySquareRoot(out root);

    /// <inheritdoc/>
    public static bool IsLexicographicallyLargest(in Fp value) => value.IsLexicographicallyLargest();

    private static Fp MakeBeta()
    {
        if (!(-Fp.FromUInt64(3)).TrySquareRoot(out Fp root)) throw new InvalidOperationException("-3 has no square root.");
        Fp beta = (root - Fp.One) * Fp.FromUInt64(2).Inverse();
        return IsMinusXSquared(Generator, beta) ? beta : beta.Square();
    }

    private static bool IsMinusXSquared(in AffinePoint<Fp> point, in Fp beta)
    {
        JacobianPoint<Fp> multiple = JacobianPoint<Fp>.Of(point).Multiply(CurveParameter.Negated).Multiply(CurveParameter.Negated);
        return (multiple + new AffinePoint<Fp>(beta * point.X, point.Y)).IsInfinity;
    }
}
