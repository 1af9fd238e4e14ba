using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Backends;

/// <summary>Builds updates with the hashes of a processor: one pass over key and data in blocks of nodes, a block a thread.</summary>
public sealed class CpuUpdateBuilder(HashBackend hashes) : IUpdateBuilder
{
    /// <inheritdoc/>
    public string Device => hashes.Device;

    /// <inheritdoc/>
    public void Build(UpdatePlan plan, IUpdateSource source, IUpdateSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sink);
        BlockTreeBuilder[] trees = [.. Enumerable.Range(0, plan.BaseTrees).Select(tree => new BlockTreeBuilder(plan.TreeRLast,
            (nodes, digests) => hashes.Poseidon(SectorTrees.BaseArity, nodes, digests),
            (row, first, nodes) => sink.WriteTreeRLast(tree, row, first, nodes)))];
        long blocksPerTree = trees[0].Blocks;
        int blockNodes = trees[0].BlockLeaves, blockSize = blockNodes * Digest.Size;
        BlockScheduler.Run(blocksPerTree * plan.BaseTrees, plan.Threads, () => new NativeBuffer<byte>(2 * blockSize), (block, memory) =>
        {
            Span<byte> key = memory.Span[..blockSize], data = memory.Span[blockSize..];
            (long tree, long blockOfTree) = Math.DivRem(block, blocksPerTree);
            ulong first = (ulong)block * (ulong)blockNodes;
            source.ReadKey(first, key);
            source.ReadData(first, data);
            plan.Factors.Multiply(first, data, data);
            hashes.Encode(key, data, data);
            sink.WriteReplica(first, data);
            trees[tree].AddBlock(blockOfTree, data);
            sink.Advance((ulong)blockNodes);
        }, cancellationToken);
        foreach (BlockTreeBuilder tree in trees) tree.Finish();
    }
}
