using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Phases;

/// <summary>One thread's nodes: all layers, the data and the column digests of a block.</summary>
internal sealed unsafe class PreCommit2Buffers(int layers, int nodes) : IDisposable
{
    private readonly NodeBuffer _memory = new((long)(layers + 2) * nodes);

    public byte* Data => Part(layers);

    public byte* Digests => Part(layers + 1);

    /// <summary>0-based.</summary>
    public byte* Layer(int index) => Part(index);

    public void Dispose() => _memory.Dispose();

    private byte* Part(int index) => _memory.Pointer + (long)index * nodes * Digest.Size;
}
