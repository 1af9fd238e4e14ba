using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>32 bits, the least significant first: a word of SHA-256 (porep.md 8.2).</summary>
internal sealed class Word
{
    public const int Size = 32;

    private readonly Bit[] _bits;

    private Word(Bit[] bits)
    {
        _bits = bits;
        for (int i = 0; i < Size; i++) Value |= (bits[i].Value ? 1U : 0) << i;
    }

    public uint Value { get; }

    public ReadOnlySpan<Bit> Bits => _bits;

    private bool IsConstant => Array.TrueForAll(_bits, static bit => bit.IsConstant);

    public static Word Constant(uint value) => new([.. Enumerable.Range(0, Size).Select(i => Bit.Constant((value >> i & 1) != 0))]);

    /// <summary>A word of a message, the most significant bit first.</summary>
    public static Word OfMessage(ReadOnlySpan<Bit> bits)
    {
        Bit[] reversed = bits.ToArray();
        Array.Reverse(reversed);
        return new Word(reversed);
    }

    public Word RotateRight(int count) => new([.. _bits[count..], .. _bits[..count]]);

    public Word ShiftRight(int count) => new([.. _bits[count..], .. Enumerable.Repeat(Bit.Constant(false), count)]);

    public static Word Xor(ConstraintSystem system, Word left, Word right) => Each(i => BitLogic.Xor(system, left._bits[i], right._bits[i]));

    public static Word Choose(ConstraintSystem system, Word a, Word b, Word c) =>
        Each(i => BitLogic.Choose(system, a._bits[i], b._bits[i], c._bits[i]));

    public static Word Majority(ConstraintSystem system, Word a, Word b, Word c) =>
        Each(i => BitLogic.Majority(system, a._bits[i], b._bits[i], c._bits[i]));

    /// <summary>
    /// The sum modulo 2^32; one word is its own. Its bits are allocated, with those that overflow, and bound to the operands by an equality that
    /// may come later.
    /// </summary>
    public static Word Sum(ConstraintSystem system, DeferredEqualities equalities, params ReadOnlySpan<Word> operands)
    {
        if (operands.Length == 1) return operands[0];
        ulong sum = 0;
        bool isConstant = true;
        foreach (Word operand in operands)
        {
            sum += operand.Value;
            isConstant &= operand.IsConstant;
        }

        if (isConstant) return Constant((uint)sum);
        int width = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)operands.Length * uint.MaxValue);
        Bit[] result = new Bit[width];
        for (int i = 0; i < width; i++) result[i] = Bit.Allocate(system, (sum >> i & 1) != 0);
        equalities.Add(system, operands, result);
        return new Word(result[..Size]);
    }

    private static Word Each(Func<int, Bit> bit)
    {
        Bit[] bits = new Bit[Size];
        for (int i = 0; i < Size; i++) bits[i] = bit(i);
        return new Word(bits);
    }
}
