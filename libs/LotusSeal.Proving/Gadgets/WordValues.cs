using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>
/// The functions of SHA-256 on words all of whose bits are variables, where only values are wanted: the variables and rows of 32 times the function
/// of <see cref="BitLogic"/>, from two or three numbers.
/// </summary>
internal static class WordValues
{
    /// <summary>Exclusive or: [2a]·[b] = [a + b - x], as many as there is room for.</summary>
    public static void Xor(ConstraintSystem system, uint a, uint b, Span<Bit> result)
    {
        Bit.List(system.AllocateBits(a ^ b, result.Length), a ^ b, result);
        system.Enforce(new SmallRows(result.Length, SmallSide.OfTwice(a), b, SmallSide.OfTwice(a & b)));
    }

    /// <summary>Where a is 1 that of b, else that of c: [b - c]·[a] = [h - c].</summary>
    public static uint Choose(ConstraintSystem system, uint a, uint b, uint c, Span<Bit> result)
    {
        uint chosen = a & b | ~a & c, more = b & ~c, less = c & ~b;
        Bit.List(system.AllocateBits(chosen, Word.Size), chosen, result);
        system.Enforce(new SmallRows(Word.Size, SmallSide.OfDifference(more, less), a, SmallSide.OfDifference(more & a, less & a)));
        return chosen;
    }

    /// <summary>What two of three say, after it whether b and c are 1: [b]·[c] = [bc] and [2bc - b - c]·[a] = [bc - m].</summary>
    public static uint Majority(ConstraintSystem system, uint a, uint b, uint c, Span<Bit> result)
    {
        uint both = b & c, differ = b ^ c, majority = both | differ & a;
        Bit.List(system.AllocateBits(Alternate(majority, both), 2 * Word.Size), majority, result, step: 2);
        ulong minusOnes = Alternate(0, differ);
        system.Enforce(new SmallRows(2 * Word.Size, SmallSide.OfDifference(Alternate(b, 0), minusOnes), Alternate(c, a),
            SmallSide.OfDifference(Alternate(both, 0), minusOnes & Alternate(0, a))));
        return majority;
    }

    /// <summary>Bits of two words in turn, the lowest of the first one lowest.</summary>
    private static ulong Alternate(uint first, uint second) => Spread(first) | Spread(second) << 1;

    private static ulong Spread(ulong bits)
    {
        bits = (bits | bits << 16) & 0x0000ffff0000ffff;
        bits = (bits | bits << 8) & 0x00ff00ff00ff00ff;
        bits = (bits | bits << 4) & 0x0f0f0f0f0f0f0f0f;
        bits = (bits | bits << 2) & 0x3333333333333333;
        return (bits | bits << 1) & 0x5555555555555555;
    }
}
