using System.Runtime.InteropServices;

namespace LotusSeal.Sealing.Scheduling;

/// <summary>Native memory for nodes, outside the garbage-collected heap and its 2 GiB limits.</summary>
internal sealed unsafe class NodeBuffer : IDisposable
{
    private const nuint Alignment = 4096;

    public NodeBuffer(long nodes) => Pointer = (byte*)NativeMemory.AlignedAlloc((nuint)(nodes * Digest.Size), Alignment);

    public byte* Pointer { get; private set; }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
