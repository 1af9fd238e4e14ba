using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>Compares the rows of an assignment with what the terms of the circuit's constraints come to.</summary>
internal sealed class TermRows : IConstraintSink
{
    private readonly ConstraintSystem _system;
    private readonly (Fr[] A, Fr[] B, Fr[] C) _rows;
    private int _next;

    private TermRows(Assignment assignment)
    {
        _system = new ConstraintSystem(this);
        int count = assignment.RowCount;
        _rows = (new Fr[count], new Fr[count], new Fr[count]);
        assignment.TakeRows().CopyTo(_rows.A, _rows.B, _rows.C, threads: 2);
    }

    /// <summary>That rows, which hold, variables and queries are those of the terms.</summary>
    public static void AssertSame(ICircuit circuit, Assignment assignment)
    {
        int count = assignment.Size.Constraints;
        TermRows terms = new(assignment);
        circuit.Synthesize(terms._system);
        Assert.Equal(count, terms._next);
        Assert.Equal(terms._system.Inputs, assignment.Inputs);
        Assert.True(terms._system.Aux.SequenceEqual(assignment.Aux));
    }

    public void Take(Combination a, Combination b, Combination c)
    {
        (Fr A, Fr B, Fr C) row = (_rows.A[_next], _rows.B[_next], _rows.C[_next]);
        if (row != (Sum(a), Sum(b), Sum(c))) Assert.Fail($"Row {_next} has other values than its terms: {row}.");
        if (row.A * row.B != row.C) Assert.Fail($"Row {_next} does not hold.");
        _next++;
    }

    private Fr Sum(Combination side)
    {
        Fr sum = Fr.Zero;
        foreach (Term term in side.Terms)
        {
            Fr value = _system.ValueOf(term.Variable);
            if (value == Fr.One) sum += term.Coefficient;
            else if (value != Fr.Zero) sum += value * term.Coefficient;
        }

        return sum;
    }
}
