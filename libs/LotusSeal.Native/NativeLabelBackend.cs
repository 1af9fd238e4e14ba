using LotusSeal.Native.Interop;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Native;

/// <summary>Labels with the processor's SHA instructions, up to four sectors side by side.</summary>
internal sealed unsafe class NativeLabelBackend(InstructionSets isa, string device) : LabelBackend(device, NativeMethods.MaxChains)
{
    protected override void LabelCore(ReadOnlySpan<LabelChain> chains, uint firstNode, ReadOnlySpan<uint> parents)
    {
        NativeLabelChain* native = stackalloc NativeLabelChain[chains.Length];
        byte* replicaIds = stackalloc byte[chains.Length * Digest.Size];
        for (int i = 0; i < chains.Length; i++)
        {
            byte* replicaId = replicaIds + i * Digest.Size;
            chains[i].ReplicaId.Span.CopyTo(new Span<byte>(replicaId, Digest.Size));
            native[i] = new NativeLabelChain
            {
                ReplicaId = replicaId,
                Layer = Native(chains[i].Layer),
                PreviousLayer = Native(chains[i].PreviousLayer),
                LayerNumber = chains[i].LayerNumber,
            };
        }
        ulong count = (ulong)(parents.Length / SectorGraph.Degree);
        fixed (uint* from = parents)
        {
            // Whoever brings four has measured that they are worth it.
            NativeMethods.lotusseal_label_range(isa | NativeMethods.LabelsByFour, native, (uint)chains.Length, firstNode, count, from)
                .ThrowIfFailed(BackendStage.Labels, Device);
        }
    }

    private static NativeLabels Native(LabelPlaces places) => new() { Even = places.Even, Odd = places.Odd };
}
