namespace LotusSeal.Sealing.Backends;

/// <summary>What PreCommit2 writes: TreeC beside the replica and TreeRLast. The same holds for all of it.</summary>
public interface IReplicaSink : IUpdateSink
{
    /// <summary>Nodes of a row of a TreeC base tree.</summary>
    /// <param name="tree">Base tree, from 0.</param>
    /// <param name="row">Row, 0 for the leaves.</param>
    /// <param name="firstNode">First node of the row.</param>
    /// <param name="nodes">32 bytes a node.</param>
    void WriteTreeC(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes);
}
