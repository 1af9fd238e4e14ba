using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Keys;

/// <summary>Decodes points one after the other, in managed code.</summary>
/// <typeparam name="TCurve">The curve.</typeparam>
/// <typeparam name="TField">The field of its coordinates.</typeparam>
public sealed class PointDecoder<TCurve, TField> : IPointDecoder<TField>
    where TCurve : struct, ICurve<TField>
    where TField : struct, IField<TField>
{
    /// <inheritdoc/>
    public int PointSize => PointFormat<TCurve, TField>.Size;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> bytes, Span<AffinePoint<TField>> points)
    {
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = PointFormat<TCurve, TField>.Read(bytes.Slice(i * PointSize, PointSize));
            if (points[i].IsInfinity) throw new FormatException("a point is the one at infinity");
        }
    }
}
