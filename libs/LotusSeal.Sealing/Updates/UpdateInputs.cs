using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Updates;

/// <summary>What an update reads from two files.</summary>
/// <param name="readKey">Reads what data is added to, checked.</param>
/// <param name="readData">Reads data, checked.</param>
internal sealed class UpdateInputs(UpdateInputs.NodeReader readKey, UpdateInputs.NodeReader readData) : IUpdateSource
{
    /// <summary>Reads nodes that are field elements.</summary>
    public delegate void NodeReader(ulong firstNode, Span<byte> nodes);

    public void ReadKey(ulong firstNode, Span<byte> nodes) => readKey(firstNode, nodes);

    public void ReadData(ulong firstNode, Span<byte> data) => readData(firstNode, data);
}
