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

    private Word(Bit[] bits, uint value, int first = 0, int length = Size) => (_bits, Value, _first, _length) = (bits, value, first, length);

    public uint Value { get; }

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
        return new Word(bits, value);
    }

    /// <summary>A word of a message, the most significant bit first.</summary>
    public static Word OfMessage(ReadOnlySpan<Bit> bits)
    {
        Bit[] reversed = bits.ToArray();
        Array.Reverse(reversed);
        return Of(reversed);
    }

    /// <summary>Of a word that is not shifted: what was shifted in stands at the end.</summary>
    public Word RotateRight(int count) => new(_bits, BitOperations.RotateRight(Value, count), _first + count);

    public Word ShiftRight(int count) => new(_bits, Value >> count, _first + count, Size - count);

    public static Word Xor(ConstraintSystem system, Word left, Word right)
    {
        Bit[] bits = new Bit[Size];
        for (int i = 0; i < Size; i++) bits[i] = BitLogic.Xor(system, left[i], right[i]);
        return Of(bits);
    }

    public static Word Choose(ConstraintSystem system, Word a, Word b, Word c)
    {
        Bit[] bits = new Bit[Size];
        for (int i = 0; i < Size; i++) bits[i] = BitLogic.Choose(system, a[i], b[i], c[i]);
        return Of(bits);
    }

    public static Word Majority(ConstraintSystem system, Word a, Word b, Word c)
    {
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
        Bit[] result = new Bit[width];
        for (int i = 0; i < width; i++) result[i] = Bit.Allocate(system, (sum >> i & 1) != 0);
        equalities.Add(system, operands, result);
        return new Word(result, (uint)sum);
    }

    private static Word Of(Bit[] bits)
    {
        uint value = 0;
        for (int i = 0; i < Size; i++) value |= (bits[i].Value ? 1U : 0) << i;
        return new Word(bits, value);
    }
}
