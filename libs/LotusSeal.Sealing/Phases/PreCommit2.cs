using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Poseidon;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>PreCommit2 (porep.md 6.2): one pass over the layers builds TreeC, the replica and TreeRLast.</summary>
/// <remarks>
/// The data comes from TreeD's leaves, not from the sealed file, and the replica is written under another name: the step may be
/// interrupted and repeated at any point, even after the rename.
/// </remarks>
internal sealed unsafe class PreCommit2(ISealingBackend backend, SealingOptions options)
{
    private const int HashBatch = 1 << 11;
    private const string Step = "tree-c, replica, tree-r-last";

    public SealCommitments Run(PreCommit1Output input, SectorPaths paths, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        PoRepConfig config = input.Config;
        CommitmentChecks.Require(input.CommD, "CommD");
        SectorFile.Open(paths.Sealed, config.SectorSize).Dispose();
        CacheCleaner.DeleteTemporaries(paths.Cache);
        using PreCommit2Inputs inputs = new(config, paths.Cache, input.CommD);
        using PendingFile replica = new(paths.Sealed, paths.SealedTemporary);
        ProgressMeter meter = new(progress, config.Nodes, "nodes");
        PendingTree[] treesC = [], treesR = [];
        try
        {
            treesC = CreateTrees(config, SectorTrees.TreeC(config), i => Path.Combine(paths.Cache, SectorFileNames.TreeC(config, i)));
            treesR = CreateTrees(config, SectorTrees.TreeRLast(config), i => Path.Combine(paths.Cache, SectorFileNames.TreeRLast(config, i)));
            long blocksPerTree = treesC[0].Builder.Blocks;
            int blockNodes = treesC[0].Builder.BlockLeaves;
            BlockScheduler.Run(blocksPerTree * config.BaseTrees, options.Threads,
                () => new PreCommit2Buffers(config.Layers, blockNodes), (block, buffers) =>
            {
                inputs.Read((ulong)block * (ulong)blockNodes, blockNodes, buffers);
                HashColumns(buffers, blockNodes, config.Layers, cancellationToken);
                treesC[block / blocksPerTree].Builder.AddBlock(block % blocksPerTree, buffers.Digests);
                backend.Encode(buffers.Layer(config.Layers - 1), buffers.Data, buffers.Data, blockNodes);
                RandomAccess.Write(replica.Handle, new ReadOnlySpan<byte>(buffers.Data, blockNodes * Digest.Size), block * blockNodes * Digest.Size);
                treesR[block / blocksPerTree].Builder.AddBlock(block % blocksPerTree, buffers.Data);
                meter.Add(Step, (ulong)blockNodes);
            }, cancellationToken);
            return Commit(config, input.CommD, paths.Cache, treesC, treesR, replica);
        }
        finally
        {
            foreach (PendingTree tree in (IEnumerable<PendingTree>)[.. treesC, .. treesR]) tree.File.Dispose();
        }
    }

    private SealCommitments Commit(PoRepConfig config, Digest commD, string cacheDirectory, PendingTree[] treesC, PendingTree[] treesR,
        PendingFile replica)
    {
        Digest commC = CompoundRoot.Compute(config, [.. treesC.Select(tree => tree.Builder.Finish())]);
        Digest commRLast = CompoundRoot.Compute(config, [.. treesR.Select(tree => tree.Builder.Finish())]);
        foreach (PendingTree tree in (IEnumerable<PendingTree>)[.. treesC, .. treesR]) tree.File.Commit();
        PendingFile.WriteAll(Path.Combine(cacheDirectory, SectorFileNames.PersistentAux), AuxiliaryFiles.PersistentAux(commC, commRLast));
        PendingFile.WriteAll(Path.Combine(cacheDirectory, SectorFileNames.TemporaryAux),
            AuxiliaryFiles.TemporaryAux(config, options.RecordedCacheDirectory ?? cacheDirectory));
        replica.Commit();
        return new SealCommitments(PoseidonHasher.HashPair(commC, commRLast), commD);
    }

    private PendingTree[] CreateTrees(PoRepConfig config, TreeShape shape, Func<int, string> path)
    {
        PendingTree[] trees = new PendingTree[config.BaseTrees];
        try
        {
            for (int i = 0; i < trees.Length; i++)
            {
                PendingFile file = new(path(i));
                trees[i] = new PendingTree(file,
                    new BlockTreeBuilder(shape, file.Handle, (nodes, digests, count) =>
                    backend.PoseidonHash(SectorTrees.BaseArity, nodes, digests, count)));
            }
            return trees;
        }
        catch
        {
            foreach (PendingTree? tree in trees) tree?.File.Dispose();
            throw;
        }
    }

    /// <summary>Small batches keep the answer to a cancellation quick.</summary>
    private void HashColumns(PreCommit2Buffers buffers, int nodes, int layers, CancellationToken cancellationToken)
    {
        byte** columns = stackalloc byte*[layers];
        for (int done = 0; done < nodes; done += HashBatch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int layer = 0; layer < layers; layer++) columns[layer] = buffers.Layer(layer) + (long)done * Digest.Size;
            backend.PoseidonColumns(columns, layers, buffers.Digests + (long)done * Digest.Size, Math.Min(HashBatch, nodes - done));
        }
    }

    private sealed record PendingTree(PendingFile File, BlockTreeBuilder Builder);
}
