using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>Equations of pairings that hold together: each is weighted by a random number, so that one final exponentiation serves all.</summary>
internal sealed class PairingChecks
{
    private readonly List<AffinePoint<Fp>> _first = [];
    private readonly List<AffinePoint<Fp2>> _second = [];
    private Fp12 _value = Fp12.One;

    /// <summary>The product of the pairings of two lists is a value.</summary>
    public void Add(ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<AffinePoint<Fp2>> second, in Fp12 value)
    {
        Fr weight = BatchWeight.Draw();
        foreach (AffinePoint<Fp> point in first) _first.Add(Verifier.Scaled(point, weight));
        _second.AddRange(second);
        _value *= Vectors.Power(value, weight);
    }

    /// <summary>Whether all hold; by chance with a probability of 2^-128.</summary>
    public bool Hold() => Pairing.Product([.. _first], [.. _second]) == _value;
}
