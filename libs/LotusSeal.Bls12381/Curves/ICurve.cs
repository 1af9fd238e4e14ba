using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>A curve y² = x³ + b and the group of prime order r on it.</summary>
/// <typeparam name="TField">The field of its coordinates.</typeparam>
public interface ICurve<TField>
    where TField : struct, IField<TField>
{
    /// <summary>The constant b.</summary>
    static abstract TField B { get; }

    /// <summary>The generator that everybody uses.</summary>
    static abstract AffinePoint<TField> Generator { get; }

    /// <summary>Whether a point of the curve is in the group of prime order r; infinity is.</summary>
    static abstract bool IsInGroup(in AffinePoint<TField> point);

    /// <summary>Bytes of a coordinate.</summary>
    static abstract int CoordinateSize { get; }

    /// <summary>Reads a coordinate, big-endian, higher part first.</summary>
    /// <returns>False when it is not canonical.</returns>
    static abstract bool TryRead(ReadOnlySpan<byte> bytes, out TField value);

    /// <summary>Writes a coordinate.</summary>
    static abstract void Write(in TField value, Span<byte> destination);

    /// <summary>A square root.</summary>
    /// <returns>False when there is none.</returns>
    static abstract bool TrySquareRoot(in TField value, out TField root);

    /// <summary>Whether a coordinate is larger than its negative.</summary>
    static abstract bool IsLexicographicallyLargest(in TField value);
}
