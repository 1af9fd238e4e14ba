using System.Runtime.InteropServices;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Parents;

/// <summary>Native memory for the parents of a range of nodes.</summary>
internal sealed unsafe class ParentsBlock(int nodes) : IDisposable
{
    public uint* Parents { get; private set; } = (uint*)NativeMemory.Alloc((nuint)nodes, SectorGraph.ParentsSize);

    public void Dispose()
    {
        NativeMemory.Free(Parents);
        Parents = null;
    }
}
