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

    /// <inheritdoc/>
    public static int CoordinateSize => Fp.Size;

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Fp value) => Fp.TryRead(bytes, out value);

    /// <inheritdoc/>
    public static void Write(in Fp value, Span<byte> destination) => value.Write(destination);

    /// <inheritdoc/>
    public static bool TrySquareRoot(in Fp value, out Fp root) => value.TrySquareRoot(out root);

    /// <inheritdoc/>
    public static bool IsLexicographicallyLargest(in Fp value) => value.IsLexicographicallyLargest();
}
