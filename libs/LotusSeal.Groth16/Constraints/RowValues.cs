using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>The values of the three sides of rows. Rows that were not written have any values: clearing gigabytes would be for nothing.</summary>
internal sealed class RowValues
{
    private Fr[] _a, _b, _c;

    /// <param name="length">Rows that there is room for.</param>
    public RowValues(int length)
        : this(Room(length), Room(length), Room(length))
    {
    }

    /// <summary>Arrays of one length that nobody needs any more.</summary>
    public RowValues(Fr[] a, Fr[] b, Fr[] c) => (_a, _b, _c) = (a, b, c);

    public Fr[] A => _a;

    public Fr[] B => _b;

    public Fr[] C => _c;

    public int Length => _a.Length;

    /// <summary>Makes room for so many rows and no more; new ones are zero.</summary>
    public void Resize(int rows)
    {
        if (rows != Length) (_a, _b, _c) = (Resized(_a, rows), Resized(_b, rows), Resized(_c, rows));
    }

    /// <summary>Makes all rows from one on zero.</summary>
    public void ClearFrom(int row)
    {
        _a.AsSpan(row).Clear();
        _b.AsSpan(row).Clear();
        _c.AsSpan(row).Clear();
    }

    private static Fr[] Room(int rows) => GC.AllocateUninitializedArray<Fr>(rows);

    private static Fr[] Resized(Fr[] values, int rows)
    {
        Fr[] resized = Room(rows);
        int kept = Math.Min(rows, values.Length);
        values.AsSpan(0, kept).CopyTo(resized);
        resized.AsSpan(kept).Clear();
        return resized;
    }
}
