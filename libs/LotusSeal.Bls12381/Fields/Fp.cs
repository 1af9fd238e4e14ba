using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LotusSeal.Bls12381.Fields;

/// <summary>An element of the BLS12-381 base field, 381 bits, in Montgomery form with R = 2^384 (porep.md 9.1).</summary>
/// <remarks>The value is always below p, so equality of limbs is equality of elements.</remarks>
public readonly struct Fp : IField<Fp>
{
    /// <summary>Length of the canonical form in bytes.</summary>
    public const int Size = 48;

    private const ulong M0 = 0xb9feffffffffaaab, M1 = 0x1eabfffeb153ffff, M2 = 0x6730d2a0f6b0f624;
    private const ulong M3 = 0x64774b84f38512bf, M4 = 0x4b1ba7b6434bacd7, M5 = 0x1a0111ea397fe69a;
    private const ulong MinusInverse = 0x89f3fffcfffcfffd;

    private static readonly Fp RSquared = new(
        0xf4df1f341c341746, 0x0a76e6a609d104f1, 0x8de5476c4c95b6d5, 0x67eb88a9939d83c0, 0x9a793e85b519952d, 0x11988fe592cae3aa);

    private readonly ulong _l0, _l1, _l2, _l3, _l4, _l5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Fp(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4, ulong l5) =>
        (_l0, _l1, _l2, _l3, _l4, _l5) = (l0, l1, l2, l3, l4, l5);

    /// <inheritdoc/>
    public static Fp Zero => default;

    /// <inheritdoc/>
    public static Fp One => new(
        0x760900000002fffd, 0xebf4000bc40c0002, 0x5f48985753c758ba, 0x77ce585370525745, 0x5c071a97a256ec6d, 0x15f65ec3fa80e493);

    /// <summary>The modulus, big-endian.</summary>
    public static ReadOnlySpan<byte> Modulus =>
    [
        0x1a, 0x01, 0x11, 0xea, 0x39, 0x7f, 0xe6, 0x9a, 0x4b, 0x1b, 0xa7, 0xb6, 0x43, 0x4b, 0xac, 0xd7,
        0x64, 0x77, 0x4b, 0x84, 0xf3, 0x85, 0x12, 0xbf, 0x67, 0x30, 0xd2, 0xa0, 0xf6, 0xb0, 0xf6, 0x24,
        0x1e, 0xab, 0xff, 0xfe, 0xb1, 0x53, 0xff, 0xff, 0xb9, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xaa, 0xab,
    ];

    /// <summary>(p - 3) / 4, big-endian: the exponent of the inverse of a square root, as p is 3 modulo 4.</summary>
    private static ReadOnlySpan<byte> InverseRootExponent =>
    [
        0x06, 0x80, 0x44, 0x7a, 0x8e, 0x5f, 0xf9, 0xa6, 0x92, 0xc6, 0xe9, 0xed, 0x90, 0xd2, 0xeb, 0x35,
        0xd9, 0x1d, 0xd2, 0xe1, 0x3c, 0xe1, 0x44, 0xaf, 0xd9, 0xcc, 0x34, 0xa8, 0x3d, 0xac, 0x3d, 0x89,
        0x07, 0xaa, 0xff, 0xff, 0xac, 0x54, 0xff, 0xff, 0xee, 0x7f, 0xbf, 0xff, 0xff, 0xff, 0xea, 0xaa,
    ];

    /// <summary>p - 2, big-endian: the exponent of an inverse.</summary>
    private static ReadOnlySpan<byte> InverseExponent =>
    [
        0x1a, 0x01, 0x11, 0xea, 0x39, 0x7f, 0xe6, 0x9a, 0x4b, 0x1b, 0xa7, 0xb6, 0x43, 0x4b, 0xac, 0xd7,
        0x64, 0x77, 0x4b, 0x84, 0xf3, 0x85, 0x12, 0xbf, 0x67, 0x30, 0xd2, 0xa0, 0xf6, 0xb0, 0xf6, 0x24,
        0x1e, 0xab, 0xff, 0xfe, 0xb1, 0x53, 0xff, 0xff, 0xb9, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xaa, 0xa9,
    ];

    /// <summary>The element of a small integer.</summary>
    public static Fp FromUInt64(ulong value) => new Fp(value, 0, 0, 0, 0, 0) * RSquared;

    /// <summary>Reads 48 big-endian bytes of a canonical integer.</summary>
    /// <returns>False when the integer is p or more.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Fp value)
    {
        Fp plain = new(Word(bytes, 5), Word(bytes, 4), Word(bytes, 3), Word(bytes, 2), Word(bytes, 1), Word(bytes, 0));
        bool canonical = IsBelowModulus(plain);
        value = canonical ? plain * RSquared : default;
        return canonical;
    }

    /// <summary>Writes the canonical integer as 48 big-endian bytes.</summary>
    public void Write(Span<byte> destination)
    {
        Fp plain = this * new Fp(1, 0, 0, 0, 0, 0);
        BinaryPrimitives.WriteUInt64BigEndian(destination, plain._l5);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], plain._l4);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], plain._l3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], plain._l2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[32..], plain._l1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[40..], plain._l0);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator +(in Fp a, in Fp b)
    {
        // Both are below p < 2^381, so the sum fits in six limbs.
        ulong carry = 0;
        ulong l0 = Limbs.Add(a._l0, b._l0, ref carry), l1 = Limbs.Add(a._l1, b._l1, ref carry), l2 = Limbs.Add(a._l2, b._l2, ref carry);
        ulong l3 = Limbs.Add(a._l3, b._l3, ref carry), l4 = Limbs.Add(a._l4, b._l4, ref carry), l5 = Limbs.Add(a._l5, b._l5, ref carry);
        return Reduce(l0, l1, l2, l3, l4, l5);
    }

    /// <inheritdoc/>
    public static Fp operator -(in Fp a, in Fp b)
    {
        ulong borrow = 0;
        ulong l0 = Limbs.Subtract(a._l0, b._l0, ref borrow), l1 = Limbs.Subtract(a._l1, b._l1, ref borrow);
        ulong l2 = Limbs.Subtract(a._l2, b._l2, ref borrow), l3 = Limbs.Subtract(a._l3, b._l3, ref borrow);
        ulong l4 = Limbs.Subtract(a._l4, b._l4, ref borrow), l5 = Limbs.Subtract(a._l5, b._l5, ref borrow);
        ulong mask = 0 - borrow, carry = 0;
        l0 = Limbs.Add(l0, M0 & mask, ref carry);
        l1 = Limbs.Add(l1, M1 & mask, ref carry);
        l2 = Limbs.Add(l2, M2 & mask, ref carry);
        l3 = Limbs.Add(l3, M3 & mask, ref carry);
        l4 = Limbs.Add(l4, M4 & mask, ref carry);
        l5 = Limbs.Add(l5, M5 & mask, ref carry);
        return new Fp(l0, l1, l2, l3, l4, l5);
    }

    /// <inheritdoc/>
    public static Fp operator -(in Fp a) => Zero - a;

    /// <summary>Montgomery product, interleaved reduction.</summary>
    /// <remarks>The top limb of p is below 2^63 - 1, so the carries of a row never need a further word.</remarks>
    public static Fp operator *(in Fp a, in Fp b)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0;
        MultiplyRow(a, b._l0, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        MultiplyRow(a, b._l1, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        MultiplyRow(a, b._l2, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        MultiplyRow(a, b._l3, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        MultiplyRow(a, b._l4, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        MultiplyRow(a, b._l5, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        return Reduce(t0, t1, t2, t3, t4, t5);
    }

    /// <inheritdoc/>
    public Fp Square() => this * this;

    /// <inheritdoc/>
    public Fp Inverse() => this.Power(InverseExponent);

    /// <summary>A square root.</summary>
    /// <returns>False when there is none.</returns>
    public bool TrySquareRoot(out Fp root)
    {
        root = InverseRoot() * this;
        return root.Square() == this;
    }

    /// <summary>w with w²·this = 1, or -1 when this is no square: the inverse of a root of this, or of its negative. Zero for zero.</summary>
    internal Fp InverseRoot() => this.Power(InverseRootExponent);

    /// <summary>Whether the canonical integer is more than (p - 1) / 2.</summary>
    public bool IsLexicographicallyLargest()
    {
        Span<byte> bytes = stackalloc byte[Size], negative = stackalloc byte[Size];
        Write(bytes);
        (-this).Write(negative);
        return bytes.SequenceCompareTo(negative) > 0;
    }

    /// <inheritdoc/>
    public bool Equals(Fp other) =>
        _l0 == other._l0 && _l1 == other._l1 && _l2 == other._l2 && _l3 == other._l3 && _l4 == other._l4 && _l5 == other._l5;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fp other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_l0, _l1, _l2, _l3, _l4, _l5);

    /// <summary>The canonical integer as big-endian hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Equality.</summary>
    public static bool operator ==(Fp left, Fp right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(Fp left, Fp right) => !left.Equals(right);

    /// <summary>t = (t + a·b + m·p) / 2^64 with m chosen so that the division is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyRow(
        in Fp a, ulong b, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4, ref ulong t5)
    {
        ulong carry = 0;
        ulong r0 = Limbs.MultiplyAdd(a._l0, b, t0, ref carry), r1 = Limbs.MultiplyAdd(a._l1, b, t1, ref carry);
        ulong r2 = Limbs.MultiplyAdd(a._l2, b, t2, ref carry), r3 = Limbs.MultiplyAdd(a._l3, b, t3, ref carry);
        ulong r4 = Limbs.MultiplyAdd(a._l4, b, t4, ref carry), r5 = Limbs.MultiplyAdd(a._l5, b, t5, ref carry);
        ulong m = r0 * MinusInverse, reduction = 0;
        Limbs.MultiplyAdd(m, M0, r0, ref reduction);
        t0 = Limbs.MultiplyAdd(m, M1, r1, ref reduction);
        t1 = Limbs.MultiplyAdd(m, M2, r2, ref reduction);
        t2 = Limbs.MultiplyAdd(m, M3, r3, ref reduction);
        t3 = Limbs.MultiplyAdd(m, M4, r4, ref reduction);
        t4 = Limbs.MultiplyAdd(m, M5, r5, ref reduction);
        t5 = carry + reduction;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fp Reduce(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4, ulong l5)
    {
        ulong borrow = 0;
        ulong s0 = Limbs.Subtract(l0, M0, ref borrow), s1 = Limbs.Subtract(l1, M1, ref borrow), s2 = Limbs.Subtract(l2, M2, ref borrow);
        ulong s3 = Limbs.Subtract(l3, M3, ref borrow), s4 = Limbs.Subtract(l4, M4, ref borrow), s5 = Limbs.Subtract(l5, M5, ref borrow);
        return borrow != 0 ? new Fp(l0, l1, l2, l3, l4, l5) : new Fp(s0, s1, s2, s3, s4, s5);
    }

    private static bool IsBelowModulus(in Fp value)
    {
        ulong borrow = 0;
        Limbs.Subtract(value._l0, M0, ref borrow);
        Limbs.Subtract(value._l1, M1, ref borrow);
        Limbs.Subtract(value._l2, M2, ref borrow);
        Limbs.Subtract(value._l3, M3, ref borrow);
        Limbs.Subtract(value._l4, M4, ref borrow);
        Limbs.Subtract(value._l5, M5, ref borrow);
        return borrow != 0;
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt64BigEndian(bytes[(8 * index)..]);
}
