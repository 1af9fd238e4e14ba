using LotusSeal.Native.Interop;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Native;

/// <summary>The graphs used last, with their tables: at most 1.5 MiB each and milliseconds to build, so a handful is kept.</summary>
internal sealed class GraphCache(InstructionSets isa)
{
    private const int Capacity = 4;

    private readonly Lock _lock = new();
    private readonly LinkedList<(GraphSeeds Seeds, GraphHandle Handle)> _recent = new();

    /// <summary>The graph of these seeds, built when it is not among the recent ones.</summary>
    /// <remarks>A handle that falls out while a call still uses it lives until that call ends; the collector then frees it.</remarks>
    internal GraphHandle Get(in GraphSeeds seeds)
    {
        lock (_lock)
        {
            for (LinkedListNode<(GraphSeeds Seeds, GraphHandle Handle)>? node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Seeds != seeds) continue;
                _recent.Remove(node);
                _recent.AddFirst(node);
                return node.Value.Handle;
            }
            NativeSealingBackend.Check(NativeMethods.lotusseal_graph_create(isa, new NativeGraphSeeds(seeds), out GraphHandle created));
            _recent.AddFirst((seeds, created));
            if (_recent.Count > Capacity) _recent.RemoveLast();
            return created;
        }
    }
}
