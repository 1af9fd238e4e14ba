using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>Powers of both secrets in one group, which are committed with.</summary>
/// <param name="Alpha">Those of the first secret.</param>
/// <param name="Beta">As many of the second.</param>
/// <typeparam name="TField">The field of the coordinates.</typeparam>
internal sealed record KeyPoints<TField>(AffinePoint<TField>[] Alpha, AffinePoint<TField>[] Beta)
    where TField : struct, IField<TField>
{
    /// <summary>Some of them.</summary>
    public KeyPoints<TField> this[Range range] => new(Alpha[range], Beta[range]);

    /// <summary>The lower half, plus the upper one times a number.</summary>
    public KeyPoints<TField> Folded(Fr factor) => new(Vectors.Fold(Alpha, factor), Vectors.Fold(Beta, factor));

    /// <summary>The point at an index, of both secrets.</summary>
    public KeyPoint<TField> At(int index) => new(Alpha[index], Beta[index]);

    /// <summary>Each multiplied by the number at its index.</summary>
    public KeyPoints<TField> Scaled(Fr[] factors) => new(Vectors.Scale(Alpha, factors), Vectors.Scale(Beta, factors));

    /// <summary>The sum of multiples of the first ones.</summary>
    public KeyPoint<TField> Sum(Fr[] factors) => new(
        MultiScalar.Sum<TField>(Alpha.AsSpan(0, factors.Length), factors).ToAffine(),
        MultiScalar.Sum<TField>(Beta.AsSpan(0, factors.Length), factors).ToAffine());
}

/// <summary>One point for each secret.</summary>
/// <param name="Alpha">That of the first secret.</param>
/// <param name="Beta">That of the second.</param>
/// <typeparam name="TField">The field of the coordinates.</typeparam>
public readonly record struct KeyPoint<TField>(AffinePoint<TField> Alpha, AffinePoint<TField> Beta)
    where TField : struct, IField<TField>;
