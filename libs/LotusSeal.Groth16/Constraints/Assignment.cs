using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// What a prover needs of a circuit: the values of its variables and of the sides of every row, and which variables are in which queries
/// (porep.md 9.2). Rows are evaluated as they come; their terms are not kept.
/// </summary>
public sealed class Assignment
{
    private readonly Fr[] _inputs;
    private RowValues _values;
    private int _rows;
    private BlockSize? _block;

    private Assignment(RowValues values, IReadOnlyList<AssignmentPart> parts)
    {
        _values = values;
        _rows = parts.Sum(part => part.Constraints);
        _inputs = [.. parts.SelectMany(part => part.Inputs)];
        Aux = new ScalarList(parts.Select(part => part.Aux));
        AuxInA = new ScalarList(parts.Select(part => new MemberValues(part.Aux, part.InA)));
        AuxInB = new ScalarList(parts.Select(part => new MemberValues(part.Aux, part.InB)));
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

    /// <summary>Synthesizes a circuit; the blocks of a <see cref="BlockCircuit"/> side by side.</summary>
    /// <param name="circuit">The circuit with its values.</param>
    /// <param name="capacity">Rows that there is room for; more is made when it is too little.</param>
    /// <param name="threads">Threads at most; null for one a processor.</param>
    /// <param name="cancellationToken">Stops between some rows.</param>
    /// <exception cref="InvalidOperationException">Its blocks differ in size, or know variables of each other.</exception>
    public static Assignment Of(ICircuit circuit, int capacity = 0, int? threads = null, CancellationToken cancellationToken = default) =>
        Of(circuit, capacity, threads, alike: null, cancellationToken);

    /// <summary>As above; of a circuit like another one, blocks need not be measured.</summary>
    internal static Assignment Of(ICircuit circuit, int capacity, int? threads, Assignment? alike, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        RowValues values = new(capacity);
        if (circuit is BlockCircuit blocks)
        {
            BlockSynthesis synthesis = new(values, threads ?? Environment.ProcessorCount, cancellationToken) { Block = alike?._block };
            return new Assignment(values, synthesis.Run(blocks)) { _block = synthesis.Block };
        }

        PartSynthesis whole = new(values, cancellationToken);
        circuit.Synthesize(whole.System);
        return new Assignment(values, [whole.Finish()]);
    }

    /// <summary>
    /// The values of the sides of all rows, zeros behind them up to a length. Behind the constraints each public input has a row, which makes it
    /// appear on the first side. They are handed over: a second call has none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more rows.</exception>
    public (Fr[] A, Fr[] B, Fr[] C) TakeRows(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, RowCount);
        RowValues values = _values;
        values.Resize(length);
        values.ClearFrom(_rows);
        _inputs.CopyTo(values.A, _rows);
        (_values, _rows) = (new RowValues(0), 0);
        return (values.A, values.B, values.C);
    }
}
