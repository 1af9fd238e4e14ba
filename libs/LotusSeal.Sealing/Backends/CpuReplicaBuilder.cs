using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Backends;

/// <summary>Builds replicas with the hashes of a processor: one pass over the layers in blocks of nodes, a block a thread.</summary>
public sealed class CpuReplicaBuilder(HashBackend hashes) : IReplicaBuilder
{
    private const int HashBatch = 1 << 11;

    /// <inheritdoc/>
    public string Device => hashes.Device;

    /// <inheritdoc/>
    public void Build(ReplicaPlan plan, IReplicaSource source, IReplicaSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sink);
        BlockTreeBuilder[] treesC = CreateTrees(plan, plan.TreeC, sink.WriteTreeC);
        BlockTreeBuilder[] treesR = CreateTrees(plan, plan.TreeRLast, sink.WriteTreeRLast);
        long blocksPerTree = treesC[0].Blocks;
        int blockNodes = treesC[0].BlockLeaves;
        BlockScheduler.Run(blocksPerTree * plan.BaseTrees, plan.Threads, () => new CpuReplicaBlock(plan.Layers, blockNodes), (block, memory) =>
        {
            (long tree, long blockOfTree) = Math.DivRem(block, blocksPerTree);
            ulong first = (ulong)block * (ulong)blockNodes;
            // What a thread takes when this block is done.
            source.Expect(first + (ulong)plan.Threads * (ulong)blockNodes, (ulong)blockNodes);
            for (int layer = 1; layer <= plan.Layers; layer++) source.ReadLayer(layer, first, memory.Layer(layer));
            source.ReadData(first, memory.Data);
            HashColumns(memory, plan.Layers, cancellationToken);
            treesC[tree].AddBlock(blockOfTree, memory.Digests);
            hashes.Encode(memory.Layer(plan.Layers), memory.Data, memory.Data);
            sink.WriteReplica(first, memory.Data);
            treesR[tree].AddBlock(blockOfTree, memory.Data);
            sink.Advance((ulong)blockNodes);
        }, cancellationToken);
        foreach (BlockTreeBuilder tree in (IEnumerable<BlockTreeBuilder>)[.. treesC, .. treesR]) tree.Finish();
    }

    private BlockTreeBuilder[] CreateTrees(ReplicaPlan plan, TreeShape shape, Action<int, int, ulong, ReadOnlySpan<byte>> write) =>
        [.. Enumerable.Range(0, plan.BaseTrees).Select(tree => new BlockTreeBuilder(shape,
            (nodes, digests) => hashes.Poseidon(SectorTrees.BaseArity, nodes, digests), (row, first, nodes) => write(tree, row, first, nodes)))];

    /// <summary>Small batches keep the answer to a cancellation quick.</summary>
    private void HashColumns(CpuReplicaBlock memory, int layers, CancellationToken cancellationToken)
    {
        for (int done = 0; done < memory.Nodes; done += HashBatch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(HashBatch, memory.Nodes - done);
            hashes.Columns(memory.Layers, layers, done, memory.Digests.Slice(done * Digest.Size, count * Digest.Size));
        }
    }
}
