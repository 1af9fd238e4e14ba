using LotusSeal.Native.Interop;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Native;

/// <summary>Graphs with tables of their expander's round function: at most 1.5 MiB each, milliseconds to build.</summary>
internal sealed class NativeGraphBackend(InstructionSets isa, string device) : GraphBackend(device)
{
    protected override OpenGraph OpenCore(in GraphSeeds seeds)
    {
        NativeMethods.lotusseal_graph_create(isa, new NativeGraphSeeds(seeds), out GraphHandle handle).ThrowIfFailed(BackendStage.Parents, Device);
        return new NativeGraph(isa, Device, seeds, handle);
    }

    private sealed unsafe class NativeGraph(InstructionSets isa, string device, in GraphSeeds seeds, GraphHandle handle) : OpenGraph(seeds)
    {
        protected override void FillCore(uint firstNode, Span<uint> parents)
        {
            fixed (uint* target = parents)
            {
                NativeMethods.lotusseal_graph_parents(isa, handle, firstNode, (ulong)(parents.Length / SectorGraph.Degree), target)
                    .ThrowIfFailed(BackendStage.Parents, device);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) handle.Dispose();
            base.Dispose(disposing);
        }
    }
}
