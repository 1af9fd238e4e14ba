using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Takes the values of the rows of one part of a circuit.</summary>
/// <param name="a">Takes the first side of every row.</param>
/// <param name="b">Takes the second side.</param>
/// <param name="c">Takes the third side.</param>
/// <param name="count">How many there will be.</param>
/// <param name="cancellationToken">Stops between some rows.</param>
internal sealed class RowWriter(IRowSide a, IRowSide b, IRowSide c, int count, CancellationToken cancellationToken)
{
    /// <summary>Rows after which is looked whether to stop: a few milliseconds.</summary>
    internal const int RowsBetweenChecks = 1 << 16;

    private int _next, _check;

    /// <summary>The first side of every row.</summary>
    public IScalars A => a;

    /// <summary>The second side.</summary>
    public IScalars B => b;

    /// <summary>The third side.</summary>
    public IScalars C => c;

    /// <summary>Takes a row.</summary>
    public void Add(in Fr first, in Fr second, in Fr third)
    {
        Expect(1);
        a.Add(first);
        b.Add(second);
        c.Add(third);
    }

    /// <summary>Takes rows of small numbers.</summary>
    public void Add(in SmallRows rows)
    {
        Expect(rows.Count);
        a.AddSmall(rows.A, rows.Count);
        b.AddSmall(SmallSide.Of(rows.B), rows.Count);
        c.AddSmall(rows.C, rows.Count);
    }

    private void Expect(int more)
    {
        if (_next >= _check)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _check = _next + RowsBetweenChecks;
        }

        if (more > count - _next) throw new InvalidOperationException("A part of the circuit has more constraints than the first one like it.");
        _next += more;
    }
}
