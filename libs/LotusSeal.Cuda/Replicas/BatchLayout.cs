
namespace LotusSeal.Cuda.Replicas;

/// <summary>
/// How the nodes of a batch lie in memory: the labels, layer after layer, and the data come in; the rows go out, each with the part of TreeC
/// first and that of TreeRLast behind it, so that one launch does both.
/// </summary>
/// <param name="Layers">Label layers.</param>
/// <param name="Nodes">Nodes of the batch, a power of two.</param>
internal sealed record BatchLayout(int Layers, int Nodes)
{
    // A row of few hashes takes a device as long as one that fills it; so the last rows of all batches are done together at the end.
    private const int Arity = 8, MostRows = 5;

    /// <summary>Bytes that come in.</summary>
    public long InputBytes => (long)(Layers + 1) * Nodes * Digest.Size;

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

    /// <summary>Where the row of TreeC begins, bytes.</summary>
    public long RowOffset(int row)
    {
        long offset = 0;
        for (int i = 0; i < row; i++) offset += 2L * RowLength(i) * Digest.Size;
        return offset;
    }

    /// <summary>Where the row of TreeRLast begins, bytes.</summary>
    public long ReplicaRowOffset(int row) => RowOffset(row) + (long)RowLength(row) * Digest.Size;

    /// <summary>Where labels or, behind the last layer, data begin, bytes.</summary>
    /// <param name="layer">1-based; Layers + 1 stands for the data.</param>
    public long InputOffset(int layer) => (long)(layer - 1) * Nodes * Digest.Size;
}
