using System.Buffers.Binary;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>Equalities of small numbers, side by side in one constraint until it is full (porep.md 8.2, MultiEq).</summary>
internal sealed class DeferredEqualities
{
    private const int Room = 254, WordBits = 64;

    private readonly Combination _left = new(), _one = new Combination().Add(Variable.One), _right = new();
    private readonly ulong[] _value = new ulong[Fr.Size / sizeof(ulong)];
    private int _used;

    /// <summary>That the sum of words is the number of some bits.</summary>
    /// <param name="system">The system, which wants terms.</param>
    /// <param name="operands">The words.</param>
    /// <param name="sum">The bits, the least significant first.</param>
    public void Add(ConstraintSystem system, ReadOnlySpan<Word> operands, ReadOnlySpan<Bit> sum)
    {
        int place = Take(system, sum.Length);
        foreach (Word operand in operands)
        {
            for (int i = 0; i < Word.Size; i++) operand[i].AddTo(_left, Number.PowerOfTwo(place + i));
        }

        for (int i = 0; i < sum.Length; i++) sum[i].AddTo(_right, Number.PowerOfTwo(place + i));
    }

    /// <summary>The same where only values are wanted: both sides are one number.</summary>
    /// <param name="system">The system.</param>
    /// <param name="sum">The number.</param>
    /// <param name="width">Its bits.</param>
    public void AddValue(ConstraintSystem system, ulong sum, int width)
    {
        int begin = Take(system, width), word = begin / WordBits, place = begin % WordBits;
        _value[word] |= sum << place;
        if (place + width > WordBits) _value[word + 1] |= sum >> WordBits - place;
    }

    /// <summary>Emits what has not been yet.</summary>
    public void Flush(ConstraintSystem system)
    {
        if (_used == 0) return;
        if (system.WantsTerms) system.Enforce(_left, _one, _right);
        else system.Enforce(Value(), Fr.One, Value());
        _left.Clear();
        _right.Clear();
        Array.Clear(_value);
        _used = 0;
    }

    /// <summary>Room for an equality of so many bits, in the next constraint where there is none in this one.</summary>
    private int Take(ConstraintSystem system, int bits)
    {
        if (_used + bits >= Room) Flush(system);
        _used += bits;
        return _used - bits;
    }

    private Fr Value()
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        for (int i = 0; i < _value.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes[(i * sizeof(ulong))..], _value[i]);
        return Fr.Read(bytes);
    }
}
