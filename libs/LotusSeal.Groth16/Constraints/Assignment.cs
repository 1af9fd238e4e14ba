using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// What a prover needs of a circuit: the values of its variables and of the sides of every row, and which variables are in which queries
/// (porep.md 9.2).
/// </summary>
public sealed class Assignment
{
    private readonly Fr[] _inputs;
    private readonly int _constraints;
    private CircuitRows? _rows;

    /// <summary>What was written.</summary>
    /// <param name="shape">What the circuit is like.</param>
    /// <param name="parts">Its head and its blocks in order.</param>
    /// <param name="rows">The rows of each of them.</param>
    internal Assignment(CircuitShape shape, IReadOnlyList<ConstraintSystem> parts, IReadOnlyList<RowWriter> rows)
    {
        _constraints = shape.Size.Constraints;
        _inputs = [.. parts.SelectMany(part => part.Inputs)];
        _rows = CircuitRows.Of(rows, _inputs);
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

    /// <summary>Bytes of memory that all of it takes.</summary>
    public long Bytes => (_rows?.Bytes ?? 0) + Aux.Bytes + AuxInA.Bytes + AuxInB.Bytes;

    /// <summary>Number of rows: constraints and public inputs.</summary>
    public int RowCount => _constraints + _inputs.Length;

    /// <summary>How large the circuit is.</summary>
    public CircuitSize Size => new(_constraints, _inputs.Length, Aux.Count, AuxInA.Count, AuxInB.Count);

    /// <summary>Synthesizes one circuit.</summary>
    /// <inheritdoc cref="Synthesizer.Run"/>
    /// <param name="threads">Threads at most; null for one a processor.</param>
    public static Assignment Of(ICircuit circuit, int? threads = null, CancellationToken cancellationToken = default) =>
        new Synthesizer(threads).Run(circuit, cancellationToken);

    /// <summary>The values of the sides of all rows. They are handed over: a second call has none.</summary>
    /// <exception cref="InvalidOperationException">They were taken already.</exception>
    public CircuitRows TakeRows()
    {
        CircuitRows rows = _rows ?? throw new InvalidOperationException("The rows of the circuit were taken already.");
        _rows = null;
        return rows;
    }
}
