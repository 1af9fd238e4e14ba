namespace LotusSeal.Sealing.Trees;

/// <summary>The rows of a complete tree, leaves first, and where they stand in a file.</summary>
/// <param name="Arity">Children of a node.</param>
/// <param name="Leaves">A power of the arity.</param>
/// <param name="FirstStoredRow">Rows below are not in the file: 0 for whole trees, rows to discard + 1 for TreeRLast.</param>
public readonly record struct TreeShape(int Arity, ulong Leaves, int FirstStoredRow = 0)
{
    /// <summary>Rows with the leaves and the root.</summary>
    public int Rows
    {
        get
        {
            int rows = 1;
            for (ulong length = Leaves; length > 1; length /= (ulong)Arity) rows++;
            return rows;
        }
    }

    /// <summary>Nodes of all rows, stored or not.</summary>
    public ulong TotalNodes => NodesFrom(0);

    /// <summary>Bytes of the file.</summary>
    public ulong FileSize => NodesFrom(FirstStoredRow) * Digest.Size;

    /// <summary>Nodes in a row.</summary>
    public ulong RowLength(int row)
    {
        ulong length = Leaves;
        for (int i = 0; i < row; i++) length /= (ulong)Arity;
        return length;
    }

    /// <summary>Where a stored row begins, bytes.</summary>
    public ulong RowOffset(int row)
    {
        ulong offset = 0;
        for (int i = FirstStoredRow; i < row; i++) offset += RowLength(i);
        return offset * Digest.Size;
    }

    private ulong NodesFrom(int row)
    {
        ulong nodes = 0;
        for (int i = row; i < Rows; i++) nodes += RowLength(i);
        return nodes;
    }
}
