using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// What the gadgets of a circuit write to: variables with their values, and constraints. The order of both is part of the circuit (porep.md 8).
/// </summary>
/// <param name="sink">Takes the constraints; null where only values are wanted.</param>
public sealed class ConstraintSystem(IConstraintSink? sink = null)
{
    private readonly List<Fr> _inputs = [Fr.One];
    private readonly ValueList _aux = new();
    private readonly Combination _a = new(), _b = new(), _c = new();

    /// <summary>Values of the public inputs, ONE first.</summary>
    public IReadOnlyList<Fr> Inputs => _inputs;

    /// <summary>Values of the auxiliary variables.</summary>
    public IReadOnlyList<Fr> Aux => _aux;

    /// <summary>Number of constraints.</summary>
    public int Constraints { get; private set; }

    /// <summary>Whether constraints are taken; where they are not, nobody has to make their combinations.</summary>
    public bool WantsConstraints => sink is not null;

    /// <summary>The value of a variable.</summary>
    public Fr ValueOf(Variable variable) => variable.IsInput ? _inputs[(int)variable.Index] : _aux[(int)variable.Index];

    /// <summary>A new auxiliary variable.</summary>
    public Variable Allocate(Fr value)
    {
        _aux.Add(value);
        return new Variable((uint)_aux.Count - 1, IsInput: false);
    }

    /// <summary>A new public input.</summary>
    public Variable AllocateInput(Fr value)
    {
        _inputs.Add(value);
        return new Variable((uint)_inputs.Count - 1, IsInput: true);
    }

    /// <summary>Begins a constraint a · b = c, whose combinations are empty.</summary>
    public (Combination A, Combination B, Combination C) Begin()
    {
        _a.Clear();
        _b.Clear();
        _c.Clear();
        return (_a, _b, _c);
    }

    /// <summary>Ends the constraint that was begun.</summary>
    public void End() => Enforce(_a, _b, _c);

    /// <summary>A constraint of combinations that somebody else keeps.</summary>
    public void Enforce(Combination a, Combination b, Combination c)
    {
        Constraints++;
        sink?.Take(a, b, c);
    }
}
