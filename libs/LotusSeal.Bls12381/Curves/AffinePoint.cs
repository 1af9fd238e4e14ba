using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>A point by its coordinates, or the point at infinity, which is the default.</summary>
/// <typeparam name="TField">The field of its coordinates.</typeparam>
public readonly record struct AffinePoint<TField>
    where TField : struct, IField<TField>
{
    private readonly bool _isFinite;

    /// <summary>A point with coordinates.</summary>
    public AffinePoint(TField x, TField y) => (X, Y, _isFinite) = (x, y, true);

    /// <summary>The first coordinate; zero at infinity.</summary>
    public TField X { get; }

    /// <summary>The second coordinate; zero at infinity.</summary>
    public TField Y { get; }

    /// <summary>Whether it is the point at infinity, the neutral one.</summary>
    public bool IsInfinity => !_isFinite;

    /// <summary>The negative.</summary>
    public static AffinePoint<TField> operator -(AffinePoint<TField> point) => point.IsInfinity ? point : new(point.X, -point.Y);
}
