using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;

namespace LotusSeal.Sealing.Labels;

/// <summary>Labels a sector alone: the calling thread hashes, the pipeline's threads deliver parents.</summary>
internal sealed class LayerLabeller(LabelBackend labels, ParentsCache parentsCache, OpenGraph graph, Digest replicaId)
{
    /// <summary>Labels nodes of a layer.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="end">Behind the last one; the end of the layer but in the last layer of an unseal.</param>
    /// <param name="current">Receives the labels.</param>
    /// <param name="previous">The layer below, null for layer 1.</param>
    /// <param name="labelled">Called after each block with its nodes and all nodes so far.</param>
    /// <param name="cancellationToken">Checked before each block.</param>
    public void Label(int layer, ulong end, LayerMemory current, LayerMemory? previous, Action<int, ulong> labelled,
        CancellationToken cancellationToken)
    {
        LabelChain chain = current.Chain(replicaId, layer, previous);
        parentsCache.Deliver(graph, 0, end, (node, parents) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            labels.Label(new ReadOnlySpan<LabelChain>(in chain), node, parents);
            int nodes = parents.Length / SectorGraph.Degree;
            labelled(nodes, (ulong)node + (ulong)nodes);
        }, run: null, cancellationToken);
    }
}
