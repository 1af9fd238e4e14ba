using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>Equalities of small numbers, side by side in one constraint until it is full (porep.md 8.2, MultiEq).</summary>
internal sealed class DeferredEqualities
{
    private const int Room = 254;

    private readonly Combination _left = new(), _one = new Combination().Add(Variable.One), _right = new();
    private int _used;

    /// <summary>That the sum of words is the number of some bits.</summary>
    public void Add(ConstraintSystem system, ReadOnlySpan<Word> operands, ReadOnlySpan<Bit> sum)
    {
        if (_used + sum.Length >= Room) Flush(system);
        Fr weight = Number.PowerOfTwo(_used);
        Fr first = weight;
        foreach (Word operand in operands)
        {
            weight = first;
            for (int i = 0; i < Word.Size; i++, weight += weight) operand[i].AddTo(_left, weight);
        }

        weight = first;
        foreach (Bit bit in sum)
        {
            bit.AddTo(_right, weight);
            weight += weight;
        }

        _used += sum.Length;
    }

    /// <summary>Emits what has not been yet.</summary>
    public void Flush(ConstraintSystem system)
    {
        if (_used == 0) return;
        system.Enforce(_left, _one, _right);
        _left.Clear();
        _right.Clear();
        _used = 0;
    }
}
