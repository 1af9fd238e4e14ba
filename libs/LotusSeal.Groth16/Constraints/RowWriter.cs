using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Writes the values of the rows of one part of a circuit to their place.</summary>
/// <param name="rows">Those of the circuit.</param>
/// <param name="begin">The part's first row.</param>
/// <param name="count">How many it has.</param>
/// <param name="cancellationToken">Stops between some rows.</param>
internal sealed class RowWriter(RowValues rows, int begin, int count, CancellationToken cancellationToken)
{
    /// <summary>Rows after which is looked whether to stop: a few milliseconds.</summary>
    internal const int RowsBetweenChecks = 1 << 16;

    /// <summary>What the two bits of a <see cref="SmallSide"/> mean.</summary>
    private static readonly Fr[] Small = [Fr.Zero, Fr.One, Fr.One + Fr.One, -Fr.One];

    private readonly int _end = begin + count;
    private int _next = begin, _check = begin;

    /// <summary>Writes a row.</summary>
    public void Add(in Fr a, in Fr b, in Fr c)
    {
        int row = Take(1);
        rows.A[row] = a;
        rows.B[row] = b;
        rows.C[row] = c;
    }

    /// <summary>Writes rows of small numbers.</summary>
    public void Add(in SmallRows small)
    {
        int row = Take(small.Count);
        Fill(rows.A.AsSpan(row, small.Count), small.A);
        Fill(rows.B.AsSpan(row, small.Count), SmallSide.Of(small.B));
        Fill(rows.C.AsSpan(row, small.Count), small.C);
    }

    private static void Fill(Span<Fr> side, SmallSide values)
    {
        Fr[] numbers = Small;
        (ulong low, ulong high) = values;
        for (int i = 0; i < side.Length; i++)
        {
            side[i] = numbers[(int)(low & 1 | (high & 1) << 1)];
            low >>= 1;
            high >>= 1;
        }
    }

    private int Take(int more)
    {
        int row = _next;
        if (row >= _check)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _check = row + RowsBetweenChecks;
        }

        if (more > _end - row) throw new InvalidOperationException("A part of the circuit has more constraints than the first one like it.");
        _next = row + more;
        return row;
    }
}
