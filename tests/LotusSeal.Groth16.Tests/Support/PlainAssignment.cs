using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Groth16.Tests.Support;

/// <summary>What a prover needs of a circuit, from the definitions: the circuit in one go, every value in full.</summary>
internal sealed class PlainAssignment : IConstraintSink
{
    private readonly ConstraintSystem _system;
    private readonly List<Fr>[] _rows = [[], [], []];
    private readonly SortedSet<int> _inA = [], _inB = [];

    public PlainAssignment(ICircuit circuit)
    {
        _system = new ConstraintSystem(this);
        circuit.Synthesize(_system);
    }

    public void Take(Combination a, Combination b, Combination c)
    {
        foreach ((Combination side, int i) in (ReadOnlySpan<(Combination, int)>)[(a, 0), (b, 1), (c, 2)])
        {
            Fr sum = Fr.Zero;
            foreach (Term term in side.Terms)
            {
                sum += _system.ValueOf(term.Variable) * term.Coefficient;
                if (i < 2 && !term.Variable.IsInput && term.Coefficient != Fr.Zero) (i == 0 ? _inA : _inB).Add((int)term.Variable.Index);
            }

            _rows[i].Add(sum);
        }
    }

    /// <summary>That it is the same.</summary>
    public void AssertSame(Assignment assignment)
    {
        Assert.Equal(_system.Inputs, assignment.Inputs);
        Assert.Equal(_system.Aux, assignment.Aux);
        Assert.Equal(_inA.Select(variable => _system.Aux[variable]), assignment.AuxInA);
        Assert.Equal(_inB.Select(variable => _system.Aux[variable]), assignment.AuxInB);
        Assert.Equal(new CircuitSize(_system.Constraints, _system.Inputs.Count, _system.Aux.Count, _inA.Count, _inB.Count), assignment.Size);
        int rows = assignment.RowCount;
        Assert.Equal(_system.Constraints + _system.Inputs.Count, rows);
        (Fr[] a, Fr[] b, Fr[] c) = (new Fr[rows + 5], new Fr[rows + 5], new Fr[rows + 5]);
        assignment.TakeRows().CopyTo(a, b, c, threads: 2);
        Fr[] behind = new Fr[5], inputs = [.. _system.Inputs], zeros = new Fr[inputs.Length];
        Assert.Equal([.. _rows[0], .. inputs, .. behind], a);
        Assert.Equal([.. _rows[1], .. zeros, .. behind], b);
        Assert.Equal([.. _rows[2], .. zeros, .. behind], c);
    }
}
