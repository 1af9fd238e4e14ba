using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Takes the values of the rows of one part of a circuit.</summary>
/// <param name="count">How many there will be.</param>
/// <param name="others">How many of a side are likely to be in full: room for them.</param>
/// <param name="cancellationToken">Stops between some rows.</param>
internal sealed class RowWriter(int count, int others, CancellationToken cancellationToken)
{
    /// <summary>Rows after which is looked whether to stop: a few milliseconds.</summary>
    internal const int RowsBetweenChecks = 1 << 16;

    private int _check;

    /// <summary>The first side of every row.</summary>
    public ValueList A { get; } = new(count, others);

    /// <summary>The second side.</summary>
    public ValueList B { get; } = new(count, others);

    /// <summary>The third side.</summary>
    public ValueList C { get; } = new(count, others);

    /// <summary>The most of a side that are in full.</summary>
    public int Others => Math.Max(A.Others.Length, Math.Max(B.Others.Length, C.Others.Length));

    /// <summary>Takes a row.</summary>
    public void Add(in Fr a, in Fr b, in Fr c)
    {
        Expect(1);
        A.Add(a);
        B.Add(b);
        C.Add(c);
    }

    /// <summary>Takes rows of small numbers.</summary>
    public void Add(in SmallRows rows)
    {
        Expect(rows.Count);
        A.AddSmall(rows.A, rows.Count);
        B.AddBits(rows.B, rows.Count);
        C.AddSmall(rows.C, rows.Count);
    }

    private void Expect(int more)
    {
        int row = A.Count;
        if (row >= _check)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _check = row + RowsBetweenChecks;
        }

        if (more > count - row) throw new InvalidOperationException("A part of the circuit has more constraints than the first one like it.");
    }
}
