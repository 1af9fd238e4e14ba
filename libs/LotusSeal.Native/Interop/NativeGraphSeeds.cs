using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Native.Interop;

/// <summary>lotusseal_graph_seeds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeGraphSeeds
{
    private const int DrgSeedBytes = 28;

    private readonly ulong _nodes;
    private readonly ulong _key0;
    private readonly ulong _key1;
    private readonly ulong _key2;
    private readonly DrgSeed _drgSeed;
    private readonly uint _legacy;

    internal NativeGraphSeeds(in GraphSeeds graph)
    {
        _nodes = graph.Nodes;
        (_key0, _key1, _key2) = (graph.Key0, graph.Key1, graph.Key2);
        graph.DrgSeed.Span[..DrgSeedBytes].CopyTo(_drgSeed);
        _legacy = graph.ApiVersion == ApiVersion.V1_0_0 ? 1u : 0u;
    }

    [InlineArray(DrgSeedBytes)]
    private struct DrgSeed
    {
        private byte _first;
    }
}
