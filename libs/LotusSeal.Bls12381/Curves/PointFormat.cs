using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>
/// Points as bytes, in the form of ZCash (porep.md 9.1): big-endian coordinates, and in the first three bits whether only x is there, whether it is
/// infinity, and whether y is the larger of the two.
/// </summary>
/// <typeparam name="TCurve">The curve.</typeparam>
/// <typeparam name="TField">The field of its coordinates.</typeparam>
public static class PointFormat<TCurve, TField>
    where TCurve : struct, ICurve<TField>
    where TField : struct, IField<TField>
{
    private const byte Compressed = 0x80, Infinity = 0x40, Larger = 0x20, Flags = Compressed | Infinity | Larger;

    /// <summary>Bytes of a compressed point.</summary>
    public static int CompressedSize => TCurve.CoordinateSize;

    /// <summary>Bytes of an uncompressed point.</summary>
    public static int Size => 2 * TCurve.CoordinateSize;

    /// <summary>Reads a compressed point of the curve; it may be outside the group of prime order.</summary>
    /// <exception cref="FormatException">The bytes are none; the message says why.</exception>
    public static AffinePoint<TField> ReadCompressed(ReadOnlySpan<byte> bytes)
    {
        RequireLength(bytes, CompressedSize);
        if ((bytes[0] & Compressed) == 0) throw new FormatException("a compressed point does not say that it is compressed");
        if (IsInfinity(bytes)) return default;
        TField x = ReadCoordinate(bytes, 0);
        if (!TCurve.TrySquareRoot(x.Square() * x + TCurve.B, out TField y)) throw new FormatException("a point is not on the curve");
        return new AffinePoint<TField>(x, TCurve.IsLexicographicallyLargest(y) == ((bytes[0] & Larger) != 0) ? y : -y);
    }

    /// <summary>Reads an uncompressed point of the curve; it may be outside the group of prime order.</summary>
    /// <exception cref="FormatException">The bytes are none; the message says why.</exception>
    public static AffinePoint<TField> Read(ReadOnlySpan<byte> bytes)
    {
        RequireLength(bytes, Size);
        if ((bytes[0] & Compressed) != 0) throw new FormatException("an uncompressed point says that it is compressed");
        if (IsInfinity(bytes)) return default;
        if ((bytes[0] & Larger) != 0) throw new FormatException("an uncompressed point has the sign of a compressed one");
        TField x = ReadCoordinate(bytes, 0), y = ReadCoordinate(bytes, TCurve.CoordinateSize);
        if (!y.Square().Equals(x.Square() * x + TCurve.B)) throw new FormatException("a point is not on the curve");
        return new AffinePoint<TField>(x, y);
    }

    /// <summary>Writes a compressed point.</summary>
    public static void WriteCompressed(in AffinePoint<TField> point, Span<byte> destination)
    {
        Span<byte> bytes = destination[..CompressedSize];
        bytes.Clear();
        if (!point.IsInfinity) TCurve.Write(point.X, bytes);
        bytes[0] |= (byte)(Compressed | (point.IsInfinity ? Infinity : TCurve.IsLexicographicallyLargest(point.Y) ? Larger : 0));
    }

    /// <summary>Writes an uncompressed point.</summary>
    public static void Write(in AffinePoint<TField> point, Span<byte> destination)
    {
        Span<byte> bytes = destination[..Size];
        bytes.Clear();
        if (point.IsInfinity)
        {
            bytes[0] = Infinity;
            return;
        }

        TCurve.Write(point.X, bytes);
        TCurve.Write(point.Y, bytes[TCurve.CoordinateSize..]);
    }

    private static bool IsInfinity(ReadOnlySpan<byte> bytes)
    {
        if ((bytes[0] & Infinity) == 0) return false;
        if ((bytes[0] & ~(Compressed | Infinity)) != 0 || bytes[1..].ContainsAnyExcept((byte)0))
            throw new FormatException("a point at infinity has a coordinate or a sign");
        return true;
    }

    private static TField ReadCoordinate(ReadOnlySpan<byte> bytes, int offset)
    {
        Span<byte> coordinate = stackalloc byte[TCurve.CoordinateSize];
        bytes.Slice(offset, coordinate.Length).CopyTo(coordinate);
        if (offset == 0) coordinate[0] &= unchecked((byte)~Flags);
        return TCurve.TryRead(coordinate, out TField value) ? value : throw new FormatException("a coordinate of a point is not below the modulus");
    }

    private static void RequireLength(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length != length) throw new FormatException($"a point has {bytes.Length} bytes, not {length}");
    }
}
