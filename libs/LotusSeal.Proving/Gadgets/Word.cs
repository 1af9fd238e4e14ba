using System.Numerics;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>
/// 32 bits, the least significant first: a word of SHA-256 (porep.md 8.2). One that is rotated or shifted looks at the same bits from another place.
/// </summary>
internal readonly struct Word
{
    public const int Size = 32;

    private static readonly Bit[] Constants = [Bit.Constant(false), Bit.Constant(true)];

    private readonly Bit[] _bits;
    private readonly int _first, _length;

    private Word(Bit[] bits, uint value, uint plain, int first = 0, int length = Size) =>
        (_bits, Value, Plain, _first, _length) = (bits, value, plain, first, length);

    public uint Value { get; }

    /// <summary>Which bits are variables, and not the opposite of one.</summary>
    private uint Plain { get; }

    private bool IsPlain => Plain == uint.MaxValue;

    private bool IsConstant
    {
        get
        {
            for (int i = 0; i < Size; i++)
            {
                if (!this[i].IsConstant) return false;
            }

            return true;
        }
    }

    /// <summary>A bit; those that were shifted in are 0.</summary>
    public Bit this[int index] => index < _length ? _bits[(_first + index) % Size] : Constants[0];

    public static Word Constant(uint value)
    {
        Bit[] bits = new Bit[Size];
        for (int i = 0; i < Size; i++) bits[i] = Constants[value >> i & 1];
        return new Word(bits, value, 0);
    }

    /// <summary>A word of a message, the most significant bit first.</summary>
    public static Word OfMessage(ReadOnlySpan<Bit> bits)
    {
        Bit[] reversed = bits.ToArray();
        Array.Reverse(reversed);
        return Of(reversed);
    }

    /// <summary>Of a word that is not shifted: what was shifted in stands at the end.</summary>
    public Word RotateRight(int count) =>
        new(_bits, BitOperations.RotateRight(Value, count), BitOperations.RotateRight(Plain, count), _first + count);

    public Word ShiftRight(int count) => new(_bits, Value >> count, Plain >> count, _first + count, Size - count);

    public static Word Xor(ConstraintSystem system, Word left, Word right)
    {
        Bit[] bits = new Bit[Size];
        if (!system.WantsTerms && left.IsPlain && right.Plain == uint.MaxValue >> Size - right._length)
        {
            // Of bits that were shifted in, those of the left are left.
            for (int i = right._length; i < Size; i++) bits[i] = left[i];
            WordValues.Xor(system, left.Value, right.Value, bits.AsSpan(0, right._length));
            return new Word(bits, left.Value ^ right.Value, uint.MaxValue);
        }

        for (int i = 0; i < Size; i++) bits[i] = BitLogic.Xor(system, left[i], right[i]);
        return Of(bits);
    }

    public static Word Choose(ConstraintSystem system, Word a, Word b, Word c)
    {
        Bit[] bits = new Bit[Size];
        if (!system.WantsTerms && a.IsPlain && b.IsPlain && c.IsPlain)
            return new Word(bits, WordValues.Choose(system, a.Value, b.Value, c.Value, bits), uint.MaxValue);
        for (int i = 0; i < Size; i++) bits[i] = BitLogic.Choose(system, a[i], b[i], c[i]);
        return Of(bits);
    }

    public static Word Majority(ConstraintSystem system, Word a, Word b, Word c)
    {
        Bit[] bits = new Bit[Size];
        if (!system.WantsTerms && a.IsPlain && b.IsPlain && c.IsPlain)
            return new Word(bits, WordValues.Majority(system, a.Value, b.Value, c.Value, bits), uint.MaxValue);
        for (int i = 0; i < Size; i++) bits[i] = BitLogic.Majority(system, a[i], b[i], c[i]);
        return Of(bits);
    }

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
            isConstant = isConstant && operand.IsConstant;
        }

        if (isConstant) return Constant((uint)sum);
        Bit[] result = new Bit[64 - BitOperations.LeadingZeroCount((ulong)operands.Length * uint.MaxValue)];
        Bit.Allocate(system, sum, result);
        equalities.Add(system, operands, result, sum);
        return new Word(result, (uint)sum, uint.MaxValue);
    }

    private static Word Of(Bit[] bits)
    {
        uint value = 0, plain = 0;
        for (int i = 0; i < Size; i++)
        {
            value |= (bits[i].Value ? 1U : 0) << i;
            plain |= (bits[i].IsConstant || bits[i].IsNegated ? 0 : 1U) << i;
        }

        return new Word(bits, value, plain);
    }
}
