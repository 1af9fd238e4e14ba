using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LotusSeal.Bls12381.Fields;

/// <summary>Arithmetic of single 64-bit words with carries.</summary>
internal static class Limbs
{
    /// <summary>x·y + addend + carry: at most 2^128 - 1, so the high word takes everything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong x, ulong y, ulong addend, ref ulong carry)
    {
        ulong low = x * y, high = High(x, y);
        low += carry;
        high += low < carry ? 1UL : 0UL;
        low += addend;
        carry = high + (low < addend ? 1UL : 0UL);
        return low;
    }

    /// <summary>The upper word of a product; the two-word form goes through memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(ulong x, ulong y) => Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(x, y) : Math.BigMul(x, y, out _);

    /// <summary>x + y + carry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong x, ulong y, ref ulong carry)
    {
        ulong sum = x + carry;
        ulong first = sum < carry ? 1UL : 0UL;
        sum += y;
        carry = first + (sum < y ? 1UL : 0UL);
        return sum;
    }

    /// <summary>x - y - borrow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong x, ulong y, ref ulong borrow)
    {
        ulong difference = x - y;
        ulong first = x < y ? 1UL : 0UL;
        ulong result = difference - borrow;
        borrow = first | (difference < borrow ? 1UL : 0UL);
        return result;
    }
}
