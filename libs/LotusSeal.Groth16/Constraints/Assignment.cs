using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// What a prover needs of a circuit: the values of its variables and of the sides of every row, and which variables are in which queries
/// (porep.md 9.2).
/// </summary>
public sealed class Assignment : IConstraintSink
{
    private readonly List<Fr> _a = [], _b = [], _c = [];
    private readonly List<bool> _inA = [], _inB = [];
    private readonly ConstraintSystem _system;

    private Assignment() => _system = new ConstraintSystem(this);

    /// <summary>Values of the public inputs, ONE first.</summary>
    public IReadOnlyList<Fr> Inputs => _system.Inputs;

    /// <summary>Values of the auxiliary variables.</summary>
    public IReadOnlyList<Fr> Aux => _system.Aux;

    /// <summary>Values of the auxiliary variables that are on the first side of some row.</summary>
    public Fr[] AuxInA => [.. Aux.Where((_, i) => i < _inA.Count && _inA[i])];

    /// <summary>Values of the auxiliary variables that are on the second side of some row.</summary>
    public Fr[] AuxInB => [.. Aux.Where((_, i) => i < _inB.Count && _inB[i])];

    /// <summary>Synthesizes a circuit.</summary>
    public static Assignment Of(ICircuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        Assignment assignment = new();
        circuit.Synthesize(assignment._system);
        return assignment;
    }

    /// <inheritdoc/>
    public void Take(Combination a, Combination b, Combination c)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(c);
        _a.Add(ValueOf(a));
        _b.Add(ValueOf(b));
        _c.Add(ValueOf(c));
        Mark(_inA, a);
        Mark(_inB, b);
    }

    /// <summary>
    /// The values of the sides of all rows, zeros behind them up to a length. Behind the constraints each public input has a row, which makes it
    /// appear on the first side.
    /// </summary>
    public (Fr[] A, Fr[] B, Fr[] C) Rows(long length)
    {
        Fr[] a = new Fr[length], b = new Fr[length], c = new Fr[length];
        _a.CopyTo(a);
        _b.CopyTo(b);
        _c.CopyTo(c);
        for (int i = 0; i < Inputs.Count; i++) a[_a.Count + i] = Inputs[i];
        return (a, b, c);
    }

    /// <summary>Number of rows: constraints and public inputs.</summary>
    public int RowCount => _a.Count + Inputs.Count;

    private Fr ValueOf(Combination combination)
    {
        Fr sum = Fr.Zero;
        foreach (Term term in combination.Terms) sum += _system.ValueOf(term.Variable) * term.Coefficient;
        return sum;
    }

    private static void Mark(List<bool> marks, Combination combination)
    {
        foreach (Term term in combination.Terms)
        {
            if (term.Variable.IsInput || term.Coefficient == Fr.Zero) continue;
            while (marks.Count <= term.Variable.Index) marks.Add(false);
            marks[(int)term.Variable.Index] = true;
        }
    }
}
