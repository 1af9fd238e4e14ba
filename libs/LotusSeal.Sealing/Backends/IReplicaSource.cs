namespace LotusSeal.Sealing.Backends;

/// <summary>What PreCommit2 reads. Thread-safe; every node it delivers is a canonical field element.</summary>
public interface IReplicaSource
{
    /// <summary>Labels of consecutive nodes.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="firstNode">First node of the sector.</param>
    /// <param name="labels">Receives 32 bytes a node.</param>
    /// <exception cref="SealingException">The layer is damaged; the message names file and node.</exception>
    void ReadLayer(int layer, ulong firstNode, Span<byte> labels);

    /// <summary>The data of consecutive nodes: TreeD's leaves.</summary>
    /// <param name="firstNode">First node of the sector.</param>
    /// <param name="data">Receives 32 bytes a node.</param>
    /// <exception cref="SealingException">The data is damaged; the message names file and node.</exception>
    void ReadData(ulong firstNode, Span<byte> data);

    /// <summary>Says which nodes of all layers and of the data are wanted next, so that they are there then. Does not wait for them.</summary>
    /// <param name="firstNode">First node of the sector.</param>
    /// <param name="nodes">Number of nodes; those behind the sector's end do not matter.</param>
    void Expect(ulong firstNode, ulong nodes) { }
}
