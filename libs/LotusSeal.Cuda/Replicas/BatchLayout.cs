namespace LotusSeal.Cuda.Replicas;

/// <summary>
/// How the nodes of a batch lie in memory: the inputs come in one behind the other; the rows go out, each with its parts of all kinds of trees side
/// by side, that of TreeRLast last, so that one launch does them all.
/// </summary>
/// <param name="Inputs">Nodes that come in for each node.</param>
/// <param name="Kinds">Kinds of trees.</param>
/// <param name="Nodes">Nodes of the batch, a power of two.</param>
internal sealed record BatchLayout(int Inputs, int Kinds, int Nodes)
{
    // A row of few hashes takes a device as long as one that fills it; so the last rows of all batches are done together at the end.
    private const int Arity = 8, MostRows = 5;

    /// <summary>Bytes that come in.</summary>
    public long InputBytes => (long)Inputs * Nodes * Digest.Size;

    /// <summary>Bytes that go out.</summary>
    public long OutputBytes => RowOffset(Rows);

    /// <summary>Rows within the batch, that of the leaves too.</summary>
    public int Rows
    {
        get
        {
            int rows = 1;
            for (int length = Nodes; length % Arity == 0 && rows < MostRows; length /= Arity) rows++;
            return rows;
        }
    }

    /// <summary>Nodes of a row in one of the trees.</summary>
    public int RowLength(int row)
    {
        int length = Nodes;
        for (int i = 0; i < row; i++) length /= Arity;
        return length;
    }

    /// <summary>Where a row begins, bytes.</summary>
    /// <param name="row">The row.</param>
    /// <param name="kind">The kind of tree, from 0.</param>
    public long RowOffset(int row, int kind = 0)
    {
        long nodes = 0;
        for (int i = 0; i < row; i++) nodes += Kinds * (long)RowLength(i);
        return (nodes + kind * (long)RowLength(row)) * Digest.Size;
    }

    /// <summary>Where an input begins, bytes.</summary>
    /// <param name="input">From 0.</param>
    public long InputOffset(int input) => (long)input * Nodes * Digest.Size;
}
