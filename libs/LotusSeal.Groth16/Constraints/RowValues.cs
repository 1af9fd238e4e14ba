using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>The values of the three sides of rows.</summary>
/// <param name="length">Rows that there is room for.</param>
internal sealed class RowValues(int length)
{
    private Fr[] _a = new Fr[length], _b = new Fr[length], _c = new Fr[length];

    public Fr[] A => _a;

    public Fr[] B => _b;

    public Fr[] C => _c;

    public int Length => _a.Length;

    /// <summary>Makes room where there is too little.</summary>
    public void Reserve(int rows)
    {
        if (rows > Length) Resize(rows);
    }

    /// <summary>Makes room for so many rows and no more.</summary>
    public void Resize(int rows)
    {
        if (rows == Length) return;
        Array.Resize(ref _a, rows);
        Array.Resize(ref _b, rows);
        Array.Resize(ref _c, rows);
    }
}
