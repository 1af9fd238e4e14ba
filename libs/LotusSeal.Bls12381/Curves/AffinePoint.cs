using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>A point by its coordinates, or the point at infinity, which is the default.</summary>
/// <typeparam name="TField">The field of its coordinates.</typeparam>
/// <remarks>Two coordinates and nothing else, as kernels take them: (0, 0), which is on neither curve, stands for infinity.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AffinePoint<TField>
    where TField : struct, IField<TField>
{
    /// <summary>A point with coordinates.</summary>
    public AffinePoint(TField x, TField y) => (X, Y) = (x, y);

    /// <summary>The first coordinate; zero at infinity.</summary>
    public TField X { get; }

    /// <summary>The second coordinate; zero at infinity.</summary>
    public TField Y { get; }

    /// <summary>Whether it is the point at infinity, the neutral one.</summary>
    public bool IsInfinity => X.Equals(TField.Zero) && Y.Equals(TField.Zero);

    /// <summary>The negative.</summary>
    public static AffinePoint<TField> operator -(AffinePoint<TField> point) => point.IsInfinity ? point : new(point.X, -point.Y);
}
