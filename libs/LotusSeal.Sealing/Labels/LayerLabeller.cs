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
    public void Label(int layer, ulong first, ulong end, LayerMemory current, LayerMemory? previous, Action<int, ulong> labelled,
        CancellationToken cancellationToken)
    {
        LabelChain chain = current.Chain(replicaId, layer, previous);
        parentsCache.Deliver(graph, first, end, (node, parents) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            labels.Label(new ReadOnlySpan<LabelChain>(in chain), node, parents);
            int nodes = parents.Length / SectorGraph.Degree;
            labelled(nodes, (ulong)node + (ulong)nodes);
        }, run: null, cancellationToken);
    }
}
