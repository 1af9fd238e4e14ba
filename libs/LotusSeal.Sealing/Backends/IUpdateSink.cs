namespace LotusSeal.Sealing.Backends;

/// <summary>
/// What an update writes: a replica and TreeRLast over it. Thread-safe; each node is handed over once. The node of a tree's last row is its root.
/// Nothing is kept of the spans.
/// </summary>
public interface IUpdateSink
{
    /// <summary>Nodes of a row of a TreeRLast base tree; rows below the first stored one may be left out and are dropped.</summary>
    /// <param name="tree">Base tree, from 0.</param>
    /// <param name="row">Row, 0 for the leaves.</param>
    /// <param name="firstNode">First node of the row.</param>
    /// <param name="nodes">32 bytes a node.</param>
    void WriteTreeRLast(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes);

    /// <summary>Nodes of the replica.</summary>
    /// <param name="firstNode">First node of the sector.</param>
    /// <param name="nodes">32 bytes a node.</param>
    void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes);

    /// <summary>Counts nodes whose work is done, for the progress: all nodes of the sector by the end.</summary>
    void Advance(ulong nodes);
}
