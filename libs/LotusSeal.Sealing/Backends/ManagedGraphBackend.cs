using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Backends;

/// <summary>Parents from the definition; there is nothing to prepare.</summary>
internal sealed class ManagedGraphBackend() : GraphBackend(ManagedSealingBackend.DeviceName)
{
    protected override OpenGraph OpenCore(in GraphSeeds seeds) => new ManagedGraph(seeds);

    private sealed class ManagedGraph(in GraphSeeds seeds) : OpenGraph(seeds)
    {
        protected override void FillCore(uint firstNode, Span<uint> parents)
        {
            ParentGenerator generator = new(Seeds);
            for (; !parents.IsEmpty; parents = parents[SectorGraph.Degree..]) generator.Generate(firstNode++, parents[..SectorGraph.Degree]);
        }
    }
}
