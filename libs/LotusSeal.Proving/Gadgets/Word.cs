using System.Numerics;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>
/// 32 bits, the least significant first: a word of SHA-256 (porep.md 8.2). One that is rotated or shifted looks at the same bits from another place.
/// Where only values are wanted, what is made of words all of whose bits are variables takes no look at single bits.
/// </summary>
internal readonly struct Word
{
    public const int Size = 32;

    private static readonly Bit[] Constants = [Bit.Constant(false), Bit.Constant(true)];

    // The bits; null where they are variables of which each has the number of the one before and a step more.
    private readonly Bit[]? _bits;
    private readonly uint _firstVariable, _step;
    private readonly int _first, _length;

    private Word(Bit[] bits, uint value, uint plain) => (_bits, Value, Plain, _length) = (bits, value, plain, Size);

    private Word(uint value, Variable first, uint step = 1) =>
        (Value, Plain, _firstVariable, _step, _length) = (value, uint.MaxValue, first.Index, step, Size);

    private Word(Word word, uint value, uint plain, int first, int length)
    {
        this = word;
        (Value, Plain, _first, _length) = (value, plain, first, length);
    }

    public uint Value { get; }

    /// <summary>Which bits are variables, and not the opposite of one.</summary>
    private uint Plain { get; }

    private bool IsPlain => Plain == uint.MaxValue;

    private bool IsConstant
    {
        get
        {
            if (Plain != 0) return false;
            for (int i = 0; i < Size; i++)
            {
                if (!this[i].IsConstant) return false;
            }

            return true;
        }
    }

    /// <summary>A bit; those that were shifted in are 0.</summary>
    public Bit this[int index]
    {
        get
        {
            if (index >= _length) return Constants[0];
            int place = (_first + index) % Size;
            return _bits is null
                ? Bit.Of(new Variable(_firstVariable + (uint)place * _step, IsInput: false), (Value >> index & 1) != 0)
                : _bits[place];
        }
    }

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
        new(this, BitOperations.RotateRight(Value, count), BitOperations.RotateRight(Plain, count), _first + count, Size);

    public Word ShiftRight(int count) => new(this, Value >> count, Plain >> count, _first + count, Size - count);

    public static Word Xor(ConstraintSystem system, Word left, Word right)
    {
        if (!system.WantsTerms && left.IsPlain && right.Plain == uint.MaxValue >> Size - right._length)
        {
            uint value = left.Value ^ right.Value;
            Word made = new(value, WordValues.Xor(system, left.Value, right.Value, right._length));
            return right._length == Size ? made : made.With(left, right._length);
        }

        Bit[] bits = new Bit[Size];
        for (int i = 0; i < Size; i++) bits[i] = BitLogic.Xor(system, left[i], right[i]);
        return Of(bits);
    }

    public static Word Choose(ConstraintSystem system, Word a, Word b, Word c)
    {
        if (!system.WantsTerms && a.IsPlain && b.IsPlain && c.IsPlain)
        {
            (uint value, Variable first) = WordValues.Choose(system, a.Value, b.Value, c.Value);
            return new Word(value, first);
        }

        Bit[] bits = new Bit[Size];
        for (int i = 0; i < Size; i++) bits[i] = BitLogic.Choose(system, a[i], b[i], c[i]);
        return Of(bits);
    }

    public static Word Majority(ConstraintSystem system, Word a, Word b, Word c)
    {
        if (!system.WantsTerms && a.IsPlain && b.IsPlain && c.IsPlain)
        {
            (uint value, Variable first) = WordValues.Majority(system, a.Value, b.Value, c.Value);
            return new Word(value, first, step: 2);
        }

        Bit[] bits = new Bit[Size];
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
        int width = 64 - BitOperations.LeadingZeroCount((ulong)operands.Length * uint.MaxValue);
        if (!system.WantsTerms)
        {
            Word made = new((uint)sum, WordValues.Bits(system, sum, width));
            equalities.AddValue(system, sum, width);
            return made;
        }

        Bit[] bits = new Bit[width];
        Bit.Allocate(system, sum, bits);
        equalities.Add(system, operands, bits);
        return new Word(bits, (uint)sum, uint.MaxValue);
    }

    /// <summary>Its lowest bits, and above them those of another one.</summary>
    private Word With(Word high, int from)
    {
        Bit[] bits = new Bit[Size];
        for (int i = 0; i < Size; i++) bits[i] = i < from ? this[i] : high[i];
        return Of(bits);
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
