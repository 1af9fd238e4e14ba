using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Proving.Constraints;

/// <summary>What the sides of every constraint come to with the values of the variables (porep.md 9.2).</summary>
public sealed class RowValues : IConstraintSink
{
    private readonly List<Fr> _a = [], _b = [], _c = [];
    private ConstraintSystem? _system;

    /// <summary>A system whose constraints are taken.</summary>
    public ConstraintSystem NewSystem() => _system = new ConstraintSystem(this);

    /// <inheritdoc/>
    public void Take(Combination a, Combination b, Combination c)
    {
        _a.Add(ValueOf(a));
        _b.Add(ValueOf(b));
        _c.Add(ValueOf(c));
    }

    /// <summary>The values of the constraints, then of one row for each public input, which makes it appear on the first side.</summary>
    public (Fr[] A, Fr[] B, Fr[] C) Finish()
    {
        IReadOnlyList<Fr> inputs = _system!.Inputs;
        return ([.. _a, .. inputs], [.. _b, .. new Fr[inputs.Count]], [.. _c, .. new Fr[inputs.Count]]);
    }

    private Fr ValueOf(Combination combination)
    {
        Fr sum = Fr.Zero;
        foreach (Term term in combination.Terms)
            sum += (term.Variable.IsInput ? _system!.Inputs : _system!.Aux)[(int)term.Variable.Index] * term.Coefficient;
        return sum;
    }
}
