using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>The values of the sides of all rows a · b = c of a circuit: of its constraints, then of a row for each public input.</summary>
public sealed class CircuitRows
{
    /// <param name="a">The first side of every row.</param>
    /// <param name="b">The second side.</param>
    /// <param name="c">The third side.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not as many.</exception>
    public CircuitRows(ScalarList a, ScalarList b, ScalarList c)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(c);
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Count, a.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(c.Count, a.Count);
        (A, B, C) = (a, b, c);
    }

    /// <summary>Number of rows.</summary>
    public int Count => A.Count;

    /// <summary>Bytes of memory that they take.</summary>
    public long Bytes => A.Bytes + B.Bytes + C.Bytes;

    /// <summary>The first side of every row.</summary>
    public ScalarList A { get; }

    /// <summary>The second side.</summary>
    public ScalarList B { get; }

    /// <summary>The third side.</summary>
    public ScalarList C { get; }

    /// <summary>The rows of a circuit.</summary>
    /// <param name="parts">The constraints, part by part.</param>
    /// <param name="inputs">The public inputs, each of which its row makes appear on the first side (porep.md 9.2).</param>
    internal static CircuitRows Of(IReadOnlyList<RowWriter> parts, ReadOnlyMemory<Fr> inputs)
    {
        ValueList zeros = new(inputs.Length);
        for (int i = 0; i < inputs.Length; i++) zeros.Add(Fr.Zero);
        return new CircuitRows(new ScalarList([.. parts.Select(part => part.A), new PlainScalars(inputs)]),
            new ScalarList([.. parts.Select(part => part.B), zeros]), new ScalarList([.. parts.Select(part => part.C), zeros]));
    }

    /// <summary>Writes them to arrays, and zeros behind them.</summary>
    /// <param name="a">Receives the first side: room for every row at least.</param>
    /// <param name="b">The second side.</param>
    /// <param name="c">The third side.</param>
    /// <param name="threads">Threads that do it at most.</param>
    public void CopyTo(Fr[] a, Fr[] b, Fr[] c, int threads)
    {
        foreach ((ScalarList side, Fr[] values) in (ReadOnlySpan<(ScalarList, Fr[])>)[(A, a), (B, b), (C, c)])
        {
            ArgumentNullException.ThrowIfNull(values);
            ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, Count);
            side.Read(0, values.AsMemory(0, Count), threads);
            values.AsSpan(Count).Clear();
        }
    }
}
