using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Keys;

/// <summary>Makes points of the bytes of a file of parameters. It may be used by several threads at once.</summary>
/// <typeparam name="TField">The field of their coordinates.</typeparam>
public interface IPointDecoder<TField>
    where TField : struct, IField<TField>
{
    /// <summary>Bytes of a point.</summary>
    int PointSize { get; }

    /// <summary>Decodes points that lie side by side. They are on the curve, but may be outside of the group of prime order.</summary>
    /// <param name="bytes">The points, uncompressed (porep.md 9.1).</param>
    /// <param name="points">Room for all of them.</param>
    /// <exception cref="FormatException">Bytes are no point of the curve, or the one at infinity, which no query has; it says which.</exception>
    void Decode(ReadOnlySpan<byte> bytes, Span<AffinePoint<TField>> points);
}
