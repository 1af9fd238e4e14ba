using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// What a prover needs of a circuit: the values of its variables and of the sides of every row, and which variables are in which queries
/// (porep.md 9.2).
/// </summary>
public sealed class Assignment
{
    private readonly Fr[] _inputs;
    private RowValues _values;
    private int _rows;

    /// <summary>What was written.</summary>
    /// <param name="values">The values of the rows of constraints; there is room for a row for each public input behind them.</param>
    /// <param name="shape">What the circuit is like.</param>
    /// <param name="parts">Its head and its blocks in order.</param>
    internal Assignment(RowValues values, CircuitShape shape, IReadOnlyList<ConstraintSystem> parts)
    {
        _values = values;
        _rows = shape.Size.Constraints;
        _inputs = [.. parts.SelectMany(part => part.Inputs)];
        // Behind the constraints each public input has a row, which makes it appear on the first side.
        values.ClearFrom(_rows);
        _inputs.CopyTo(values.A, _rows);
        Aux = new ScalarList(parts.Select(part => part.AuxValues));
        AuxInA = new ScalarList(parts.Select((part, i) => new MemberValues(part.AuxValues, (i == 0 ? shape.Head : shape.Block).InA)));
        AuxInB = new ScalarList(parts.Select((part, i) => new MemberValues(part.AuxValues, (i == 0 ? shape.Head : shape.Block).InB)));
    }

    /// <summary>Values of the public inputs, ONE first.</summary>
    public IReadOnlyList<Fr> Inputs => _inputs;

    /// <summary>Values of the auxiliary variables.</summary>
    public ScalarList Aux { get; }

    /// <summary>Values of the auxiliary variables that are on the first side of some row.</summary>
    public ScalarList AuxInA { get; }

    /// <summary>Values of the auxiliary variables that are on the second side of some row.</summary>
    public ScalarList AuxInB { get; }

    /// <summary>Number of rows: constraints and public inputs.</summary>
    public int RowCount => _rows + _inputs.Length;

    /// <summary>How large the circuit is.</summary>
    public CircuitSize Size => new(_rows, _inputs.Length, Aux.Count, AuxInA.Count, AuxInB.Count);

    /// <summary>Synthesizes one circuit.</summary>
    /// <inheritdoc cref="Synthesizer.Run"/>
    /// <param name="capacity">Rows that there is room for; more is made when it is too little.</param>
    /// <param name="threads">Threads at most; null for one a processor.</param>
    public static Assignment Of(ICircuit circuit, int capacity = 0, int? threads = null, CancellationToken cancellationToken = default) =>
        new Synthesizer(capacity, threads).Run(circuit, cancellationToken);

    /// <summary>The values of the sides of all rows, zeros behind them up to a length. They are handed over: a second call has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more rows.</exception>
    public (Fr[] A, Fr[] B, Fr[] C) TakeRows(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, RowCount);
        RowValues values = _values;
        values.Resize(length);
        (_values, _rows) = (new RowValues(0), 0);
        return (values.A, values.B, values.C);
    }
}
