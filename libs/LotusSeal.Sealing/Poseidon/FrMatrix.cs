using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Poseidon;

/// <summary>A small square matrix over the scalar field, rows one after the other.</summary>
internal sealed class FrMatrix(int size)
{
    private readonly Fr[] _values = new Fr[size * size];

    public int Size => size;

    public ReadOnlySpan<Fr> Values => _values;

    public Fr this[int row, int column]
    {
        get => _values[row * size + column];
        set => _values[row * size + column] = value;
    }

    /// <summary>The Cauchy matrix 1 / (i + size + j), Poseidon's mixing matrix.</summary>
    public static FrMatrix Cauchy(int size)
    {
        Fr[] inverses = [.. Enumerable.Range(size, 2 * size - 1).Select(sum => Fr.FromUInt64((ulong)sum).Inverse())];
        FrMatrix matrix = new(size);
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                matrix[i, j] = inverses[i + j];
        return matrix;
    }

    public static FrMatrix Identity(int size)
    {
        FrMatrix matrix = new(size);
        for (int i = 0; i < size; i++) matrix[i, i] = Fr.One;
        return matrix;
    }

    /// <summary>The matrix without its first row and column.</summary>
    public FrMatrix Minor()
    {
        FrMatrix minor = new(size - 1);
        for (int i = 1; i < size; i++)
            for (int j = 1; j < size; j++)
                minor[i - 1, j - 1] = this[i, j];
        return minor;
    }

    public FrMatrix Multiply(FrMatrix right)
    {
        FrMatrix product = new(size);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                Fr sum = Fr.Zero;
                for (int k = 0; k < size; k++) sum += this[i, k] * right[k, j];
                product[i, j] = sum;
            }
        }
        return product;
    }

    /// <summary>Matrix times column vector.</summary>
    public Fr[] Multiply(ReadOnlySpan<Fr> column)
    {
        Fr[] product = new Fr[size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                product[i] += this[i, j] * column[j];
        return product;
    }

    /// <summary>Row vector times matrix.</summary>
    public Fr[] MultiplyLeft(ReadOnlySpan<Fr> row)
    {
        Fr[] product = new Fr[size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                product[j] += row[i] * this[i, j];
        return product;
    }

    /// <summary>The matrix times itself, so often.</summary>
    /// <param name="exponent">At least 1.</param>
    public FrMatrix Power(int exponent)
    {
        if (exponent == 1) return this;
        FrMatrix half = Power(exponent / 2), square = half.Multiply(half);
        return exponent % 2 == 0 ? square : square.Multiply(this);
    }

    /// <summary>Gauss-Jordan elimination; the matrices of Poseidon are regular.</summary>
    public FrMatrix Inverse()
    {
        FrMatrix work = new(size), inverse = Identity(size);
        _values.CopyTo(work._values, 0);
        for (int column = 0; column < size; column++)
        {
            int pivot = column;
            while (work[pivot, column] == Fr.Zero) pivot++;
            work.SwapRows(pivot, column);
            inverse.SwapRows(pivot, column);
            Fr scale = work[column, column].Inverse();
            work.ScaleRow(column, scale);
            inverse.ScaleRow(column, scale);
            for (int row = 0; row < size; row++)
            {
                if (row == column) continue;
                Fr factor = work[row, column];
                work.SubtractRow(row, column, factor);
                inverse.SubtractRow(row, column, factor);
            }
        }
        return inverse;
    }

    private void SwapRows(int a, int b)
    {
        for (int j = 0; j < size; j++) (this[a, j], this[b, j]) = (this[b, j], this[a, j]);
    }

    private void ScaleRow(int row, Fr factor)
    {
        for (int j = 0; j < size; j++) this[row, j] *= factor;
    }

    private void SubtractRow(int row, int source, Fr factor)
    {
        for (int j = 0; j < size; j++) this[row, j] -= this[source, j] * factor;
    }
}
