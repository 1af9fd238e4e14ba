using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LotusSeal.Bls12381.Fields;

/// <summary>An element of the BLS12-381 scalar field in Montgomery form with R = 2^256 (porep.md 4.1).</summary>
/// <remarks>The value is always below r, so equality of limbs is equality of elements.</remarks>
public readonly struct Fr : IField<Fr>
{
    /// <summary>Length of the canonical form in bytes.</summary>
    public const int Size = 32;

    private const ulong M0 = 0xffffffff00000001, M1 = 0x53bda402fffe5bfe, M2 = 0x3339d80809a1d805, M3 = 0x73eda753299d7d48;
    private const ulong MinusInverse = 0xfffffffeffffffff;
    private static readonly Fr RSquared = new(0xc999e990f3f29c6d, 0x2b6cedcb87925c23, 0x05d314967254398f, 0x0748d9d99f59ff11);

    private readonly ulong _l0, _l1, _l2, _l3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Fr(ulong l0, ulong l1, ulong l2, ulong l3) => (_l0, _l1, _l2, _l3) = (l0, l1, l2, l3);

    /// <summary>The modulus r, little-endian: the order of both groups.</summary>
    public static ReadOnlySpan<byte> Modulus =>
    [
        0x01, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xfe, 0x5b, 0xfe, 0xff, 0x02, 0xa4, 0xbd, 0x53,
        0x05, 0xd8, 0xa1, 0x09, 0x08, 0xd8, 0x39, 0x33, 0x48, 0x7d, 0x9d, 0x29, 0x53, 0xa7, 0xed, 0x73,
    ];

    /// <summary>r - 2, big-endian: the exponent of an inverse.</summary>
    private static ReadOnlySpan<byte> InverseExponent =>
    [
        0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8, 0x08, 0x09, 0xa1, 0xd8, 0x05,
        0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe, 0x5b, 0xfe, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff,
    ];

    /// <summary>Zero.</summary>
    public static Fr Zero => default;

    /// <summary>One.</summary>
    public static Fr One => new(0x00000001fffffffe, 0x5884b7fa00034802, 0x998c4fefecbc4ff5, 0x1824b159acc5056f);

    /// <summary>The element of a small integer.</summary>
    public static Fr FromUInt64(ulong value) => new Fr(value, 0, 0, 0) * RSquared;

    /// <summary>Reads 32 little-endian bytes of a canonical integer.</summary>
    /// <returns>False when the integer is r or more.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Fr value)
    {
        Fr plain = ReadLimbs(bytes);
        bool canonical = IsBelowModulus(plain);
        value = canonical ? plain * RSquared : default;
        return canonical;
    }

    /// <summary>Reads 32 little-endian bytes of a canonical integer.</summary>
    /// <exception cref="ArgumentException">The integer is r or more.</exception>
    public static Fr Read(ReadOnlySpan<byte> bytes) =>
        TryRead(bytes, out Fr value) ? value : throw new ArgumentException("Not a canonical field element.", nameof(bytes));

    /// <summary>True when 32 little-endian bytes are below r.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> bytes) => IsBelowModulus(ReadLimbs(bytes));

    /// <summary>Writes the canonical integer as 32 little-endian bytes.</summary>
    public void Write(Span<byte> destination)
    {
        Fr plain = this * new Fr(1, 0, 0, 0);
        plain.WriteLimbs(destination);
    }

    /// <summary>Writes the four Montgomery limbs, little-endian; the form of published constant files (porep.md 4.3).</summary>
    public void WriteLimbs(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _l0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], _l1);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], _l2);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], _l3);
    }

    /// <summary>Adds two canonical 32-byte integers modulo r without leaving the canonical form (porep.md 3.7).</summary>
    public static void AddCanonical(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> sum) =>
        (ReadLimbs(left) + ReadLimbs(right)).WriteLimbs(sum);

    /// <summary>Subtracts canonical 32-byte integers modulo r.</summary>
    public static void SubtractCanonical(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> difference) =>
        (ReadLimbs(left) - ReadLimbs(right)).WriteLimbs(difference);

    /// <summary>Multiplies a canonical 32-byte integer modulo r without leaving the canonical form: one product instead of three.</summary>
    public static void MultiplyCanonical(ReadOnlySpan<byte> integer, in Fr factor, Span<byte> product) =>
        (ReadLimbs(integer) * factor).WriteLimbs(product);

    /// <summary>Sum modulo r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fr operator +(in Fr a, in Fr b)
    {
        // Both are below r < 2^255, so the sum fits in four limbs.
        ulong carry = 0;
        ulong l0 = Limbs.Add(a._l0, b._l0, ref carry), l1 = Limbs.Add(a._l1, b._l1, ref carry);
        ulong l2 = Limbs.Add(a._l2, b._l2, ref carry), l3 = Limbs.Add(a._l3, b._l3, ref carry);
        return Reduce(l0, l1, l2, l3);
    }

    /// <summary>Difference modulo r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fr operator -(in Fr a, in Fr b)
    {
        ulong borrow = 0;
        ulong l0 = Limbs.Subtract(a._l0, b._l0, ref borrow), l1 = Limbs.Subtract(a._l1, b._l1, ref borrow);
        ulong l2 = Limbs.Subtract(a._l2, b._l2, ref borrow), l3 = Limbs.Subtract(a._l3, b._l3, ref borrow);
        ulong mask = 0 - borrow, carry = 0;
        l0 = Limbs.Add(l0, M0 & mask, ref carry);
        l1 = Limbs.Add(l1, M1 & mask, ref carry);
        l2 = Limbs.Add(l2, M2 & mask, ref carry);
        l3 = Limbs.Add(l3, M3 & mask, ref carry);
        return new Fr(l0, l1, l2, l3);
    }

    /// <summary>Negative modulo r.</summary>
    public static Fr operator -(in Fr a) => Zero - a;

    /// <summary>Montgomery product, interleaved reduction.</summary>
    /// <remarks>The top limb of r is below 2^63 - 1, so the carries of a row never need a sixth word.</remarks>
    public static Fr operator *(in Fr a, in Fr b)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0;
        MultiplyRow(a, b._l0, ref t0, ref t1, ref t2, ref t3);
        MultiplyRow(a, b._l1, ref t0, ref t1, ref t2, ref t3);
        MultiplyRow(a, b._l2, ref t0, ref t1, ref t2, ref t3);
        MultiplyRow(a, b._l3, ref t0, ref t1, ref t2, ref t3);
        return Reduce(t0, t1, t2, t3);
    }

    /// <summary>The sum of the products of a few pairs: all are added up in full, and reduced once.</summary>
    /// <exception cref="ArgumentException">There are more of one than of the other.</exception>
    public static Fr SumOfProducts(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right)
    {
        if (left.Length != right.Length) throw new ArgumentException("There are more factors on one side than on the other.", nameof(right));
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<Fr, ulong>(right);
        // n pairs: a step adds at most n · 2^64 · r to what is below (n + 1) · r, which six limbs have room for, and divides it by 2^64.
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;
        for (int step = 0; step < Size / sizeof(ulong); step++)
        {
            ulong t5 = 0;
            for (int i = 0; i < left.Length; i++)
            {
                ref readonly Fr factor = ref left[i];
                ulong word = words[Size / sizeof(ulong) * i + step], carry = 0;
                t0 = Limbs.MultiplyAdd(factor._l0, word, t0, ref carry);
                t1 = Limbs.MultiplyAdd(factor._l1, word, t1, ref carry);
                t2 = Limbs.MultiplyAdd(factor._l2, word, t2, ref carry);
                t3 = Limbs.MultiplyAdd(factor._l3, word, t3, ref carry);
                t4 += carry;
                if (t4 < carry) t5++;
            }

            ulong m = t0 * MinusInverse, reduction = Limbs.High(m, M0) + (t0 != 0 ? 1UL : 0UL);
            t0 = Limbs.MultiplyAdd(m, M1, t1, ref reduction);
            t1 = Limbs.MultiplyAdd(m, M2, t2, ref reduction);
            t2 = Limbs.MultiplyAdd(m, M3, t3, ref reduction);
            t3 = t4 + reduction;
            t4 = t5 + (t3 < reduction ? 1UL : 0UL);
        }

        return ReduceFully(t0, t1, t2, t3, t4);
    }

    /// <inheritdoc/>
    public Fr Square() => this * this;

    /// <summary>x^5, the S-box of Poseidon.</summary>
    public Fr Quintic()
    {
        Fr square = this * this;
        return square * square * this;
    }

    /// <summary>The multiplicative inverse, x^(r-2); zero for zero.</summary>
    public Fr Inverse() => this.Power(InverseExponent);

    /// <inheritdoc/>
    public bool Equals(Fr other) => _l0 == other._l0 && _l1 == other._l1 && _l2 == other._l2 && _l3 == other._l3;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fr other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_l0, _l1, _l2, _l3);

    /// <summary>The canonical integer as little-endian hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Equality.</summary>
    public static bool operator ==(Fr left, Fr right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(Fr left, Fr right) => !left.Equals(right);

    /// <summary>t = (t + a·b + m·r) / 2^64 with m chosen so that the division is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyRow(in Fr a, ulong b, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3)
    {
        ulong low = a._l0 * b, r0 = t0 + low;
        ulong carry = Limbs.High(a._l0, b) + (r0 < low ? 1UL : 0UL);
        ulong r1 = Limbs.MultiplyAdd(a._l1, b, t1, ref carry), r2 = Limbs.MultiplyAdd(a._l2, b, t2, ref carry);
        ulong r3 = Limbs.MultiplyAdd(a._l3, b, t3, ref carry);
        ulong m = r0 * MinusInverse;
        // The lowest word becomes zero by the choice of m; it carries unless it was zero already.
        ulong reduction = Limbs.High(m, M0) + (r0 != 0 ? 1UL : 0UL);
        t0 = Limbs.MultiplyAdd(m, M1, r1, ref reduction);
        t1 = Limbs.MultiplyAdd(m, M2, r2, ref reduction);
        t2 = Limbs.MultiplyAdd(m, M3, r3, ref reduction);
        t3 = carry + reduction;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fr Reduce(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        ulong borrow = 0;
        ulong s0 = Limbs.Subtract(l0, M0, ref borrow), s1 = Limbs.Subtract(l1, M1, ref borrow);
        ulong s2 = Limbs.Subtract(l2, M2, ref borrow), s3 = Limbs.Subtract(l3, M3, ref borrow);
        return borrow != 0 ? new Fr(l0, l1, l2, l3) : new Fr(s0, s1, s2, s3);
    }

    /// <summary>Takes r away as often as it goes into five limbs, which is a few times.</summary>
    private static Fr ReduceFully(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        while (true)
        {
            ulong borrow = 0;
            ulong s0 = Limbs.Subtract(l0, M0, ref borrow), s1 = Limbs.Subtract(l1, M1, ref borrow);
            ulong s2 = Limbs.Subtract(l2, M2, ref borrow), s3 = Limbs.Subtract(l3, M3, ref borrow);
            if (borrow > l4) return new Fr(l0, l1, l2, l3);
            (l0, l1, l2, l3, l4) = (s0, s1, s2, s3, l4 - borrow);
        }
    }

    private static bool IsBelowModulus(in Fr value)
    {
        ulong borrow = 0;
        Limbs.Subtract(value._l0, M0, ref borrow);
        Limbs.Subtract(value._l1, M1, ref borrow);
        Limbs.Subtract(value._l2, M2, ref borrow);
        Limbs.Subtract(value._l3, M3, ref borrow);
        return borrow != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fr ReadLimbs(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
}
