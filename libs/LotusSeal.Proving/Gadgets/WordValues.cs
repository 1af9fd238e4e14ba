using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>
/// The functions of SHA-256 on words all of whose bits are variables, where only values are wanted: the variables and rows of 32 times the function
/// of <see cref="BitLogic"/>, from two or three numbers.
/// </summary>
internal static class WordValues
{
    /// <summary>Exclusive or of the lowest bits: [2a]·[b] = [a + b - x].</summary>
    /// <param name="system">The system.</param>
    /// <param name="a">The first word.</param>
    /// <param name="b">The second one.</param>
    /// <param name="count">How many bits.</param>
    /// <returns>The variable of the lowest bit; the others follow.</returns>
    public static Variable Xor(ConstraintSystem system, uint a, uint b, int count)
    {
        Variable first = system.AllocateBits(a ^ b, count);
        system.Enforce(new SmallRows(count, SmallSide.OfTwice(a), b, SmallSide.OfTwice(a & b)));
        return first;
    }

    /// <summary>Where a is 1 that of b, else that of c: [b - c]·[a] = [h - c].</summary>
    /// <returns>The value, and the variable of the lowest bit, which the others follow.</returns>
    public static (uint Value, Variable First) Choose(ConstraintSystem system, uint a, uint b, uint c)
    {
        uint chosen = a & b | ~a & c, more = b & ~c, less = c & ~b;
        Variable first = system.AllocateBits(chosen, Word.Size);
        system.Enforce(new SmallRows(Word.Size, SmallSide.OfDifference(more, less), a, SmallSide.OfDifference(more & a, less & a)));
        return (chosen, first);
    }

    /// <summary>What two of three say, after it whether b and c are 1: [b]·[c] = [bc] and [2bc - b - c]·[a] = [bc - m].</summary>
    /// <returns>The value, and the variable of the lowest bit; every second one after it is the next bit's.</returns>
    public static (uint Value, Variable First) Majority(ConstraintSystem system, uint a, uint b, uint c)
    {
        uint both = b & c, differ = b ^ c, majority = both | differ & a;
        Variable first = system.AllocateBits(Alternate(majority, both), 2 * Word.Size);
        ulong minusOnes = Alternate(0, differ);
        system.Enforce(new SmallRows(2 * Word.Size, SmallSide.OfDifference(Alternate(b, 0), minusOnes), Alternate(c, a),
            SmallSide.OfDifference(Alternate(both, 0), minusOnes & Alternate(0, a))));
        return (majority, first);
    }

    /// <summary>Bits of a number, each [1 - b]·[b] = [0].</summary>
    /// <returns>The variable of the lowest bit; the others follow.</returns>
    public static Variable Bits(ConstraintSystem system, ulong values, int count)
    {
        Variable first = system.AllocateBits(values, count);
        system.Enforce(new SmallRows(count, SmallSide.Of(~values), values, default));
        return first;
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
