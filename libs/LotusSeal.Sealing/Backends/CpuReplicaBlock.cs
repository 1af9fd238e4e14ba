using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Backends;

/// <summary>One thread's nodes: all layers, the data and the column digests of a block.</summary>
internal sealed class CpuReplicaBlock(int layers, int nodes) : IDisposable
{
    private readonly NativeBuffer<byte> _memory = new(checked((layers + 2) * nodes * Digest.Size));

    public int Nodes => nodes;

    /// <summary>One layer behind the other.</summary>
    public Span<byte> Layers => _memory.Span[..(layers * PartSize)];

    public Span<byte> Data => Part(layers);

    public Span<byte> Digests => Part(layers + 1);

    private int PartSize => nodes * Digest.Size;

    /// <summary>1-based.</summary>
    public Span<byte> Layer(int layer) => Part(layer - 1);

    public void Dispose() => _memory.Dispose();

    private Span<byte> Part(int index) => _memory.Span.Slice(index * PartSize, PartSize);
}
