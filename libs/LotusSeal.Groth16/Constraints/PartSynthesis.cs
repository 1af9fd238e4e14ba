using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Writes a part of a circuit for a prover: all of it, its head, or a block behind one. A part is written by one thread.</summary>
internal sealed class PartSynthesis : IConstraintSink
{
    /// <summary>Rows after which is looked whether to stop: a few milliseconds.</summary>
    internal const int RowsBetweenChecks = 1 << 16;

    private readonly RowValues _rows;
    private readonly PartSynthesis? _head;
    private readonly BlockSize _begin;
    private readonly int _end = int.MaxValue;
    // Which of its own auxiliary variables, counted from its first, are on the first side of some row, and on the second.
    private readonly VariableSet _inA = new(), _inB = new();
    private readonly CancellationToken _cancellationToken;
    private int _row;

    /// <summary>A circuit, or the head of one: the rows get as many as it needs.</summary>
    public PartSynthesis(RowValues rows, CancellationToken cancellationToken)
    {
        (_rows, _cancellationToken) = (rows, cancellationToken);
        System = new ConstraintSystem(this);
    }

    /// <summary>A block, whose rows are there.</summary>
    /// <param name="rows">Those of the circuit.</param>
    /// <param name="head">The head, which is shared.</param>
    /// <param name="begin">What is before the block.</param>
    /// <param name="constraints">How many it has.</param>
    /// <param name="cancellationToken">Stops between some rows.</param>
    public PartSynthesis(RowValues rows, PartSynthesis head, BlockSize begin, int constraints, CancellationToken cancellationToken)
    {
        (_rows, _head, _begin, _cancellationToken) = (rows, head, begin, cancellationToken);
        (_row, _end) = (begin.Constraints, begin.Constraints + constraints);
        System = new ConstraintSystem(this, head.System, begin);
    }

    /// <summary>What it is written to.</summary>
    public ConstraintSystem System { get; }

    /// <summary>How much was written.</summary>
    public BlockSize Size => BlockSize.Of(System);

    /// <summary>Lets blocks mark variables of this head, all at once.</summary>
    public void Share()
    {
        _inA.Reserve(System.Aux.Count);
        _inB.Reserve(System.Aux.Count);
    }

    /// <summary>What was written; of a head, what blocks mark afterwards is in it, too.</summary>
    public AssignmentPart Finish() => new(System.Constraints, System.Inputs, System.AuxValues, _inA, _inB);

    /// <inheritdoc/>
    public void Take(Combination a, Combination b, Combination c)
    {
        if (_row % RowsBetweenChecks == 0) _cancellationToken.ThrowIfCancellationRequested();
        if (_row == _end) throw new InvalidOperationException("A block of the circuit has more constraints than the first one.");
        if (_row == _rows.Length) _rows.Reserve(Math.Max(1024, 2 * _row));
        _rows.A[_row] = System.ValueOf(a);
        _rows.B[_row] = System.ValueOf(b);
        _rows.C[_row++] = System.ValueOf(c);
        Mark(_inA, _head?._inA, a);
        Mark(_inB, _head?._inB, b);
    }

    private void Mark(VariableSet own, VariableSet? ofHead, Combination combination)
    {
        foreach (ref readonly Term term in combination.Terms)
        {
            if (term.Variable.IsInput || term.Coefficient == Fr.Zero) continue;
            uint variable = term.Variable.Index;
            if (variable >= (uint)_begin.Aux) own.Add(variable - (uint)_begin.Aux);
            else ofHead!.AddShared(variable);
        }
    }
}
