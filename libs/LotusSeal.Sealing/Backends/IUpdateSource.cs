namespace LotusSeal.Sealing.Backends;

/// <summary>What an update reads. Thread-safe; every node it delivers is a canonical field element.</summary>
public interface IUpdateSource
{
    /// <summary>Consecutive nodes of the replica that the data is added to.</summary>
    /// <param name="firstNode">First node of the sector.</param>
    /// <param name="nodes">Receives 32 bytes a node.</param>
    /// <exception cref="SealingException">The key is damaged; the message names file and node.</exception>
    void ReadKey(ulong firstNode, Span<byte> nodes);

    /// <summary>The data of consecutive nodes.</summary>
    /// <param name="firstNode">First node of the sector.</param>
    /// <param name="data">Receives 32 bytes a node.</param>
    /// <exception cref="SealingException">The data is damaged; the message names file and node.</exception>
    void ReadData(ulong firstNode, Span<byte> data);
}
