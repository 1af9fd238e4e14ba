using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;

namespace LotusSeal.Groth16.Backends;

/// <summary>The arithmetic of a verifier. All backends give the same values; calls may be made by several threads at once.</summary>
public interface IVerifierBackend
{
    /// <summary>Reads a compressed point (porep.md 9.1).</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>A point of the group of prime order, not the one at infinity.</returns>
    /// <typeparam name="TCurve">The curve.</typeparam>
    /// <typeparam name="TField">The field of its coordinates.</typeparam>
    /// <exception cref="FormatException">The bytes are no such point; the message says why.</exception>
    AffinePoint<TField> ReadPoint<TCurve, TField>(ReadOnlySpan<byte> bytes)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>;

    /// <summary>The sum of scalars[i] times point i.</summary>
    AffinePoint<Fp> Sum(OddMultiples<Fp> points, ReadOnlySpan<Fr> scalars);

    /// <summary>The lines of a point.</summary>
    TwistLines LinesOf(in AffinePoint<Fp2> point);

    /// <summary>The product of pairings before the final exponentiation.</summary>
    Fp12 MillerLoop(ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<TwistLines> second);

    /// <summary>The final exponentiation.</summary>
    Fp12 FinalExponentiation(in Fp12 value);
}
