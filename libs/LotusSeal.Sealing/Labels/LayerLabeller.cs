using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;

namespace LotusSeal.Sealing.Labels;

/// <summary>Labels a sector alone: the calling thread hashes, the pipeline's threads deliver parents.</summary>
internal sealed class LayerLabeller(LabelBackend labels, ParentsCache parentsCache, OpenGraph graph, Digest replicaId) : ILayerLabeller
{
    /// <inheritdoc/>
    public string? Beside => null;

    /// <inheritdoc/>
    public void Label(int layer, ulong count, LayerMemory current, LayerMemory? previous, Action<int, ulong> labelled,
        CancellationToken cancellationToken)
    {
        using IParentsSource source = parentsCache.Open(graph);
        using (ParentsPipeline pipeline = new(source, count, cancellationToken))
        {
            LabelChain chain = current.Chain(replicaId, layer, previous);
            pipeline.ConsumeAll((first, parents) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                labels.Label(new ReadOnlySpan<LabelChain>(in chain), first, parents);
                int nodes = parents.Length / SectorGraph.Degree;
                labelled(nodes, (ulong)first + (ulong)nodes);
            });
        }
        if (count == graph.Seeds.Nodes && source is GeneratedParents generated) generated.Complete();
    }
}
