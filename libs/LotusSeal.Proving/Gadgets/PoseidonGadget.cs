using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Proving.Gadgets;

/// <summary>One hash of Poseidon (porep.md 8.3).</summary>
internal sealed class PoseidonGadget
{
    private readonly ConstraintSystem _system;
    private readonly PoseidonConstants _constants;
    private readonly PoseidonRows _rows;
    private readonly List<Variable> _variables = [];
    private Fr[] _state;
    private int _nextRow, _nextConstant;

    private PoseidonGadget(ConstraintSystem system, int arity, Fr? tag)
    {
        _system = system;
        _constants = PoseidonConstants.ForArity(arity);
        _rows = PoseidonRows.For(arity, tag ?? _constants.MerkleTag);
        _state = new Fr[_constants.Width];
    }

    /// <summary>The hash of 2, 4, 8 or 11 numbers with the tag of Merkle trees.</summary>
    public static Number Hash(ConstraintSystem system, ReadOnlySpan<Number> inputs) => new PoseidonGadget(system, inputs.Length, null).Run(inputs);

    /// <summary>The hash of 2, 4, 8 or 11 numbers with another tag.</summary>
    public static Number Hash(ConstraintSystem system, ReadOnlySpan<Number> inputs, Fr tag) =>
        new PoseidonGadget(system, inputs.Length, tag).Run(inputs);

    private Number Run(ReadOnlySpan<Number> inputs)
    {
        const int half = PoseidonConstants.FullRounds / 2;
        FirstRound(inputs);
        for (int round = 1; round < half; round++) FullRound(hasConstants: true, round < half - 1 ? _constants.Mixing : _constants.PreSparse);
        for (int round = 0; round < _constants.PartialRounds; round++) PartialRound(round);
        for (int round = 0; round < half; round++) FullRound(hasConstants: round < half - 1, _constants.Mixing);
        return Materialise(1);
    }

    private void FirstRound(ReadOnlySpan<Number> inputs)
    {
        int width = _constants.Width;
        _variables.Add(Variable.One);
        _state[0] = _rows.FirstElement;
        for (int i = 1; i < width; i++)
        {
            Number output = PowerOfFive(inputs[i - 1], _constants.Compressed[i], _constants.Compressed[width + i]);
            _variables.Add(output.Variable);
            _state[i] = output.Value;
        }

        _nextConstant = 2 * width;
        Mix(_constants.Mixing);
    }

    private void FullRound(bool hasConstants, ReadOnlySpan<Fr> matrix)
    {
        Variable[] outputs = new Variable[_constants.Width];
        Fr[] values = new Fr[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            Number output = PowerOfFive(Materialise(i), Fr.Zero, hasConstants ? _constants.Compressed[_nextConstant++] : Fr.Zero);
            (outputs[i], values[i]) = (output.Variable, output.Value);
        }

        _variables.Clear();
        _variables.AddRange(outputs);
        _state = values;
        Mix(matrix);
    }

    private void PartialRound(int round)
    {
        Number output = PowerOfFive(Materialise(0), Fr.Zero, _constants.Compressed[_nextConstant++]);
        _variables.Add(output.Variable);
        int width = _constants.Width;
        ReadOnlySpan<Fr> sparse = _constants.Sparse.Slice(round * (2 * width - 1), 2 * width - 1);
        Fr first = output.Value * sparse[0];
        for (int i = 1; i < width; i++)
        {
            first += _state[i] * sparse[i];
            _state[i] += output.Value * sparse[width + i - 1];
        }

        _state[0] = first;
    }

    /// <summary>Makes a variable of an element that is a sum.</summary>
    private Number Materialise(int element)
    {
        Number made = Number.Allocate(_system, _state[element]);
        if (!_system.WantsTerms)
        {
            _system.Enforce(made.Value, Fr.One, made.Value);
            return made;
        }

        (Combination a, Combination b, Combination c) = _system.Begin();
        Fr[] factors = _rows[_nextRow++];
        for (int i = 0; i < factors.Length; i++) a.Add(_variables[i], factors[i]);
        b.Add(Variable.One);
        c.Add(made.Variable);
        _system.End();
        return made;
    }

    /// <summary>(x + before)^5 + after: the S-box with the constants around it.</summary>
    private Number PowerOfFive(Number x, Fr before, Fr after)
    {
        Fr value = x.Value + before, square = value * value, fourth = square * square, fifth = fourth * value;
        Variable two = Product((x.Variable, before, value), (x.Variable, before, value), square, Fr.Zero);
        Variable four = Product((two, Fr.Zero, square), (two, Fr.Zero, square), fourth, Fr.Zero);
        return new Number(Product((x.Variable, before, value), (four, Fr.Zero, fourth), fifth, after), fifth + after);
    }

    /// <summary>A variable that is the product of two sums of a variable and a constant, and a constant more.</summary>
    private Variable Product((Variable Variable, Fr Constant, Fr Sum) left, (Variable Variable, Fr Constant, Fr Sum) right, Fr product, Fr after)
    {
        Variable result = _system.Allocate(product + after);
        if (!_system.WantsTerms)
        {
            _system.Enforce(left.Sum, right.Sum, product);
            return result;
        }

        (Combination a, Combination b, Combination c) = _system.Begin();
        a.Add(left.Variable).Add(Variable.One, left.Constant);
        b.Add(right.Variable).Add(Variable.One, right.Constant);
        c.Add(result).Add(Variable.One, -after);
        _system.End();
        return result;
    }

    private void Mix(ReadOnlySpan<Fr> matrix)
    {
        Fr[] mixed = new Fr[_state.Length];
        for (int i = 0; i < mixed.Length; i++)
        {
            for (int j = 0; j < mixed.Length; j++) mixed[j] += _state[i] * matrix[i * mixed.Length + j];
        }

        _state = mixed;
    }
}
