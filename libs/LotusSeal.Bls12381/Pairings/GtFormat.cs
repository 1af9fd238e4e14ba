using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Pairings;

/// <summary>
/// Values of pairings as bytes (snarkpack.md 1): all twelve coordinates, which is what is hashed, or the six of the torus form
/// b = (c0 + 1) / c1, which is what is sent. Coordinates are little-endian, lower part first, without the factor of Montgomery.
/// </summary>
public static class GtFormat
{
    /// <summary>Bytes of all coordinates.</summary>
    public const int Size = 12 * Fp.Size;

    /// <summary>Bytes of the torus form.</summary>
    public const int CompressedSize = 6 * Fp.Size;

    /// <summary>Writes all coordinates.</summary>
    public static void Write(in Fp12 value, Span<byte> destination)
    {
        Write(value.C0, destination);
        Write(value.C1, destination[CompressedSize..]);
    }

    /// <summary>Writes the torus form.</summary>
    /// <exception cref="FormatException">The value is one, which has no such form.</exception>
    public static void WriteCompressed(in Fp12 value, Span<byte> destination)
    {
        if (value.C1 == Fp6.Zero) throw new FormatException("a pairing whose value is one cannot be written");
        Write((value.C0 + Fp6.One) * value.C1.Inverse(), destination);
    }

    /// <summary>Reads the torus form.</summary>
    /// <exception cref="FormatException">The bytes are none, or the value is outside of the group of prime order.</exception>
    public static Fp12 ReadCompressed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != CompressedSize) throw new FormatException($"a value of a pairing has {bytes.Length} bytes, not {CompressedSize}");
        Fp6 torus = new(ReadPair(bytes, 0), ReadPair(bytes, 2), ReadPair(bytes, 4));
        Fp12 value = new Fp12(torus, Fp6.One) * new Fp12(torus, -Fp6.One).Inverse();
        return IsInGroup(value) ? value : throw new FormatException("a value of a pairing is outside of the group of prime order");
    }

    /// <summary>In the cyclotomic group, which is g^(p⁴)·g = g^(p²), and of order r, as p is the curve's x modulo r.</summary>
    private static bool IsInGroup(in Fp12 value)
    {
        Fp12 once = value.Frobenius(), twice = once.Frobenius();
        return twice.Frobenius().Frobenius() * value == twice && once == Pairing.PowerOfX(value);
    }

    private static void Write(in Fp6 value, Span<byte> destination)
    {
        Span<Fp> coordinates = [value.C0.C0, value.C0.C1, value.C1.C0, value.C1.C1, value.C2.C0, value.C2.C1];
        for (int i = 0; i < coordinates.Length; i++)
        {
            Span<byte> at = destination.Slice(i * Fp.Size, Fp.Size);
            coordinates[i].Write(at);
            at.Reverse();
        }
    }

    private static Fp2 ReadPair(ReadOnlySpan<byte> bytes, int index) => new(ReadOne(bytes, index), ReadOne(bytes, index + 1));

    private static Fp ReadOne(ReadOnlySpan<byte> bytes, int index)
    {
        Span<byte> bigEndian = stackalloc byte[Fp.Size];
        bytes.Slice(index * Fp.Size, Fp.Size).CopyTo(bigEndian);
        bigEndian.Reverse();
        return Fp.TryRead(bigEndian, out Fp value) ? value : throw new FormatException("a coordinate of a pairing is not below the modulus");
    }
}
