using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;

namespace LotusSeal.Sealing.Labels;

/// <summary>Labels one layer: one thread hashes, the pipeline's threads deliver parents (porep.md 3.6).</summary>
internal sealed unsafe class LayerLabeller(ISealingBackend backend, ParentsCache parentsCache, GraphSeeds graph, Digest replicaId)
{
    /// <summary>Labels the first nodes of a layer.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="count">Nodes; all of them but in the last layer of an unseal.</param>
    /// <param name="current">Receives the labels.</param>
    /// <param name="previous">The layer below, null for layer 1.</param>
    /// <param name="labelled">Called after each block with the nodes of the block and all nodes so far.</param>
    /// <param name="cancellationToken">Checked before each block.</param>
    public void Label(int layer, ulong count, LayerMemory current, LayerMemory? previous, Action<int, ulong> labelled,
        CancellationToken cancellationToken)
    {
        using IParentsSource source = parentsCache.Open(graph);
        using (ParentsPipeline pipeline = new(source, count, cancellationToken))
        {
            byte* id = stackalloc byte[Digest.Size];
            replicaId.Span.CopyTo(new Span<byte>(id, Digest.Size));
            LabelChain chain = new() { ReplicaId = id, Layer = current.Pointer, PreviousLayer = previous is null ? null : previous.Pointer };
            LabelChain* chains = &chain;
            pipeline.ConsumeAll((first, nodes, parents) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                backend.LabelRange(chains, 1, (uint)layer, first, nodes, parents);
                labelled(nodes, (ulong)first + (ulong)nodes);
            });
        }
        if (count == graph.Nodes && source is GeneratedParents generated) generated.Complete();
    }
}
