using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;

namespace LotusSeal.Groth16.Backends;

/// <summary>The arithmetic of a verifier in managed code: what others are compared with, and who judges the proofs of native code.</summary>
public sealed class ManagedVerifierBackend : IVerifierBackend
{
    /// <summary>The one that is used where nothing else is named.</summary>
    public static ManagedVerifierBackend Instance { get; } = new();

    /// <inheritdoc/>
    public AffinePoint<TField> ReadPoint<TCurve, TField>(ReadOnlySpan<byte> bytes)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        AffinePoint<TField> point = PointFormat<TCurve, TField>.ReadCompressed(bytes);
        if (point.IsInfinity) throw new FormatException("it is the point at infinity");
        return TCurve.IsInGroup(point) ? point : throw new FormatException("it is outside of the group of prime order");
    }

    /// <inheritdoc/>
    public AffinePoint<Fp> Sum(OddMultiples<Fp> points, ReadOnlySpan<Fr> scalars)
    {
        ArgumentNullException.ThrowIfNull(points);
        return points.Sum(scalars).ToAffine();
    }

    /// <inheritdoc/>
    public TwistLines LinesOf(in AffinePoint<Fp2> point) => TwistLines.Of(point);

    /// <inheritdoc/>
    public Fp12 MillerLoop(ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<TwistLines> second) => Pairing.MillerLoop(first, second);

    /// <inheritdoc/>
    public Fp12 FinalExponentiation(in Fp12 value) => Pairing.FinalExponentiation(value);
}
