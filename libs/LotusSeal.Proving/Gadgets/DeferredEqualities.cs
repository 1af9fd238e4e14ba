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
    /// <param name="system">The system.</param>
    /// <param name="operands">The words.</param>
    /// <param name="sum">The bits, the least significant first.</param>
    /// <param name="value">Their number.</param>
    public void Add(ConstraintSystem system, ReadOnlySpan<Word> operands, ReadOnlySpan<Bit> sum, ulong value)
    {
        if (_used + sum.Length >= Room) Flush(system);
        if (system.WantsTerms) AddTerms(operands, sum);
        int word = _used / WordBits, place = _used % WordBits;
        _value[word] |= value << place;
        if (place + sum.Length > WordBits) _value[word + 1] |= value >> WordBits - place;
        _used += sum.Length;
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

    private void AddTerms(ReadOnlySpan<Word> operands, ReadOnlySpan<Bit> sum)
    {
        foreach (Word operand in operands)
        {
            for (int i = 0; i < Word.Size; i++) operand[i].AddTo(_left, Number.PowerOfTwo(_used + i));
        }

        for (int i = 0; i < sum.Length; i++) sum[i].AddTo(_right, Number.PowerOfTwo(_used + i));
    }

    private Fr Value()
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        for (int i = 0; i < _value.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes[(i * sizeof(ulong))..], _value[i]);
        return Fr.Read(bytes);
    }
}
