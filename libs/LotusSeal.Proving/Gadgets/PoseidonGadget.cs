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
    private Fr[] _state, _mixed;
    private int _nextRow, _nextConstant;

    private PoseidonGadget(ConstraintSystem system, int arity, Fr? tag)
    {
        _system = system;
        _constants = PoseidonConstants.ForArity(arity);
        _rows = PoseidonRows.For(arity, tag ?? _constants.MerkleTag);
        (_state, _mixed) = (new Fr[_constants.Width], new Fr[_constants.Width]);
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
        for (int round = 1; round < half; round++) FullRound(hasConstants: true, round < half - 1 ? _rows.Mixing : _rows.PreSparse);
        for (int round = 0; round < _constants.PartialRounds; round++) PartialRound(round);
        for (int round = 0; round < half; round++) FullRound(hasConstants: round < half - 1, _rows.Mixing);
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
        Mix(_rows.Mixing);
    }

    private void FullRound(bool hasConstants, ReadOnlySpan<Fr> columns)
    {
        Variable[] outputs = new Variable[_constants.Width];
        for (int i = 0; i < outputs.Length; i++)
        {
            Number output = PowerOfFive(Materialise(i), Fr.Zero, hasConstants ? _constants.Compressed[_nextConstant++] : Fr.Zero);
            (outputs[i], _state[i]) = (output.Variable, output.Value);
        }

        _variables.Clear();
        _variables.AddRange(outputs);
        Mix(columns);
    }

    private void PartialRound(int round)
    {
        Number output = PowerOfFive(Materialise(0), Fr.Zero, _constants.Compressed[_nextConstant++]);
        _variables.Add(output.Variable);
        int width = _constants.Width;
        ReadOnlySpan<Fr> sparse = _constants.Sparse.Slice(round * (2 * width - 1), 2 * width - 1);
        _state[0] = output.Value;
        Fr first = Fr.SumOfProducts(_state, sparse[..width]);
        for (int i = 1; i < width; i++) _state[i] += output.Value * sparse[width + i - 1];
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
        if (!_system.WantsTerms)
        {
            AllocateProduct(value, value, square, square);
            AllocateProduct(square, square, fourth, fourth);
            return AllocateProduct(value, fourth, fifth, fifth + after);
        }

        Variable two = Product(x.Variable, before, x.Variable, before, square, Fr.Zero);
        Variable four = Product(two, Fr.Zero, two, Fr.Zero, fourth, Fr.Zero);
        return new Number(Product(x.Variable, before, four, Fr.Zero, fifth + after, after), fifth + after);
    }

    /// <summary>A variable beside a constraint whose values are known.</summary>
    private Number AllocateProduct(in Fr left, in Fr right, in Fr product, in Fr value)
    {
        Number result = Number.Allocate(_system, value);
        _system.Enforce(left, right, product);
        return result;
    }

    /// <summary>A variable that is (left + leftConstant)·(right + rightConstant) + after.</summary>
    private Variable Product(Variable left, Fr leftConstant, Variable right, Fr rightConstant, Fr value, Fr after)
    {
        Variable result = _system.Allocate(value);
        (Combination a, Combination b, Combination c) = _system.Begin();
        a.Add(left).Add(Variable.One, leftConstant);
        b.Add(right).Add(Variable.One, rightConstant);
        c.Add(result).Add(Variable.One, -after);
        _system.End();
        return result;
    }

    private void Mix(ReadOnlySpan<Fr> columns)
    {
        int width = _state.Length;
        for (int i = 0; i < width; i++) _mixed[i] = Fr.SumOfProducts(_state, columns.Slice(i * width, width));
        (_state, _mixed) = (_mixed, _state);
    }
}
