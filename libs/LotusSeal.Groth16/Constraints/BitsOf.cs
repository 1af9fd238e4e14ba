using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Bits of words.</summary>
internal static class BitsOf
{
    /// <summary>Those bits that are wanted, side by side from the lowest on.</summary>
    public static ulong Gather(ulong bits, ulong which)
    {
        bits &= which;
        if (bits == 0 || which == ulong.MaxValue) return bits;
        return Bmi2.X64.IsSupported ? Bmi2.X64.ParallelBitExtract(bits, which) : GatherOneByOne(bits, which);
    }

    /// <summary>The same where the processor has no instruction for it; no bits but wanted ones are set.</summary>
    internal static ulong GatherOneByOne(ulong bits, ulong which)
    {
        ulong gathered = 0;
        for (; bits != 0; bits &= bits - 1)
            gathered |= 1UL << BitOperations.PopCount(which & (1UL << BitOperations.TrailingZeroCount(bits)) - 1);
        return gathered;
    }
}
