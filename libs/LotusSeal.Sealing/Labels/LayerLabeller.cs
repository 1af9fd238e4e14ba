using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;

namespace LotusSeal.Sealing.Labels;

/// <summary>Labels one layer: one thread hashes, the pipeline's threads deliver parents (porep.md 3.6).</summary>
/// <param name="labels">Hashes.</param>
/// <param name="parentsCache">Delivers parents.</param>
/// <param name="graph">Of the sector.</param>
/// <param name="replicaId">The replica.</param>
/// <param name="thread">Hashes instead of the calling thread; null for that one.</param>
internal sealed class LayerLabeller(LabelBackend labels, ParentsCache parentsCache, OpenGraph graph, Digest replicaId, LabelThread? thread = null)
{
    /// <summary>Labels the first nodes of a layer.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="count">Nodes; all of them but in the last layer of an unseal.</param>
    /// <param name="current">Receives the labels.</param>
    /// <param name="previous">The layer below, null for layer 1.</param>
    /// <param name="labelled">Called after each block, or some blocks, with their nodes and all nodes so far; on the calling thread.</param>
    /// <param name="cancellationToken">Checked before each block.</param>
    public void Label(int layer, ulong count, LayerMemory current, LayerMemory? previous, Action<int, ulong> labelled,
        CancellationToken cancellationToken)
    {
        using IParentsSource source = parentsCache.Open(graph);
        using (ParentsPipeline pipeline = new(source, count, cancellationToken))
        {
            LabelChain chain = current.Chain(replicaId, layer, previous);
            if (thread is null) Hash(labelled);
            else thread.Run(Hash, labelled);

            void Hash(Action<int, ulong> tell) => pipeline.ConsumeAll((first, parents) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                labels.Label(new ReadOnlySpan<LabelChain>(in chain), first, parents);
                int nodes = parents.Length / SectorGraph.Degree;
                tell(nodes, (ulong)first + (ulong)nodes);
            });
        }
        if (count == graph.Seeds.Nodes && source is GeneratedParents generated) generated.Complete();
    }
}
