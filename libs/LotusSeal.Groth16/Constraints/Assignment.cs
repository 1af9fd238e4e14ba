using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// What a prover needs of a circuit: the values of its variables and of the sides of every row, and which variables are in which queries
/// (porep.md 9.2). Rows are evaluated as they come; their terms are not kept.
/// </summary>
public sealed class Assignment : IConstraintSink
{
    private const int RowsBetweenChecks = 1 << 16;

    private readonly ConstraintSystem _system;
    private readonly VariableSet _inA = new(), _inB = new();
    private readonly CancellationToken _cancellationToken;
    private Fr[] _a, _b, _c;
    private int _rows;

    private Assignment(int capacity, CancellationToken cancellationToken)
    {
        _system = new ConstraintSystem(this);
        (_a, _b, _c) = (new Fr[capacity], new Fr[capacity], new Fr[capacity]);
        _cancellationToken = cancellationToken;
    }

    /// <summary>Values of the public inputs, ONE first.</summary>
    public IReadOnlyList<Fr> Inputs => _system.Inputs;

    /// <summary>Values of the auxiliary variables.</summary>
    public IReadOnlyList<Fr> Aux => _system.Aux;

    /// <summary>Number of auxiliary variables that are on the first side of some row.</summary>
    public int CountInA => _inA.Count;

    /// <summary>Number of auxiliary variables that are on the second side of some row.</summary>
    public int CountInB => _inB.Count;

    /// <summary>Values of the auxiliary variables that are on the first side of some row.</summary>
    public IEnumerable<Fr> AuxInA => _inA.Members().Select(variable => Aux[variable]);

    /// <summary>Values of the auxiliary variables that are on the second side of some row.</summary>
    public IEnumerable<Fr> AuxInB => _inB.Members().Select(variable => Aux[variable]);

    /// <summary>Number of rows: constraints and public inputs.</summary>
    public int RowCount => _rows + Inputs.Count;

    /// <summary>How large the circuit is.</summary>
    public CircuitSize Size => new(_rows, Inputs.Count, Aux.Count, CountInA, CountInB);

    /// <summary>Synthesizes a circuit.</summary>
    /// <param name="circuit">The circuit with its values.</param>
    /// <param name="capacity">Rows that there is room for; more is made when it is too little.</param>
    /// <param name="cancellationToken">Stops between some rows.</param>
    public static Assignment Of(ICircuit circuit, int capacity = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        Assignment assignment = new(capacity, cancellationToken);
        circuit.Synthesize(assignment._system);
        return assignment;
    }

    /// <inheritdoc/>
    public void Take(Combination a, Combination b, Combination c)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(c);
        if (_rows % RowsBetweenChecks == 0) _cancellationToken.ThrowIfCancellationRequested();
        if (_rows == _a.Length) Resize(Math.Max(1024, 2 * _rows));
        _a[_rows] = ValueOf(a);
        _b[_rows] = ValueOf(b);
        _c[_rows++] = ValueOf(c);
        Mark(_inA, a);
        Mark(_inB, b);
    }

    /// <summary>
    /// The values of the sides of all rows, zeros behind them up to a length. Behind the constraints each public input has a row, which makes it
    /// appear on the first side. They are handed over: a second call has none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more rows.</exception>
    public (Fr[] A, Fr[] B, Fr[] C) TakeRows(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, RowCount);
        if (_a.Length != length) Resize(length);
        for (int i = 0; i < Inputs.Count; i++) _a[_rows + i] = Inputs[i];
        (Fr[] a, Fr[] b, Fr[] c) = (_a, _b, _c);
        (_a, _b, _c, _rows) = ([], [], [], 0);
        return (a, b, c);
    }

    private void Resize(int length)
    {
        Array.Resize(ref _a, length);
        Array.Resize(ref _b, length);
        Array.Resize(ref _c, length);
    }

    private Fr ValueOf(Combination combination)
    {
        Fr sum = Fr.Zero;
        foreach (Term term in combination.Terms)
        {
            // Most values are 0 or 1, and most factors 1.
            Fr value = _system.ValueOf(term.Variable);
            if (value == Fr.Zero) continue;
            sum += value == Fr.One ? term.Coefficient : term.Coefficient == Fr.One ? value : value * term.Coefficient;
        }

        return sum;
    }

    private static void Mark(VariableSet variables, Combination combination)
    {
        foreach (Term term in combination.Terms)
        {
            if (!term.Variable.IsInput && term.Coefficient != Fr.Zero) variables.Add(term.Variable.Index);
        }
    }
}
