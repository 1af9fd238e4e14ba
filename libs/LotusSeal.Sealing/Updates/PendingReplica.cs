using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Updates;

/// <summary>A replica and its TreeRLast under their temporary names, written in blocks of nodes that may come in any order.</summary>
internal sealed class PendingReplica : IDisposable
{
    private readonly PoRepConfig _config;
    private readonly List<IDisposable> _files = [];
    private readonly PendingFile _replica;
    private readonly PendingTree[] _trees;
    private readonly BlockTreeBuilder[] _builders;

    /// <summary>Creates the files.</summary>
    /// <param name="hashes">Hash the trees.</param>
    /// <param name="config">The sector's shape.</param>
    /// <param name="files">The final names.</param>
    /// <param name="shape">A base tree, without the rows that are not stored.</param>
    public PendingReplica(HashBackend hashes, PoRepConfig config, UpdateFiles files, TreeShape shape)
    {
        _config = config;
        try
        {
            _replica = Keep(new PendingFile(files.Replica, files.ReplicaTemporary));
            _trees = [.. Enumerable.Range(0, config.BaseTrees)
                .Select(tree => Keep(new PendingTree(Path.Combine(files.Cache, SectorFileNames.TreeRLast(config, tree)), shape)))];
        }
        catch
        {
            Dispose();
            throw;
        }
        _builders = [.. _trees.Select(tree =>
            new BlockTreeBuilder(shape, (nodes, digests) => hashes.Poseidon(SectorTrees.BaseArity, nodes, digests), tree.Write))];
    }

    /// <summary>Nodes of a block.</summary>
    public int BlockNodes => _builders[0].BlockLeaves;

    /// <summary>Blocks of the whole replica.</summary>
    public long Blocks => _builders[0].Blocks * _config.BaseTrees;

    /// <summary>Writes a block and hashes its rows; from several threads.</summary>
    public void Write(long block, ReadOnlySpan<byte> nodes)
    {
        _replica.Write(nodes, block * BlockNodes * Digest.Size);
        (long tree, long blockOfTree) = Math.DivRem(block, _builders[0].Blocks);
        _builders[tree].AddBlock(blockOfTree, nodes);
    }

    /// <summary>Builds the upper rows, after all blocks.</summary>
    /// <returns>comm_r_last.</returns>
    public Digest Finish() => CompoundRoot.Compute(_config, [.. _builders.Select(builder => builder.Finish())]);

    /// <summary>Gives the files their names, the replica last.</summary>
    public void Commit()
    {
        foreach (PendingTree tree in _trees) tree.Commit();
        _replica.Commit();
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private TFile Keep<TFile>(TFile file) where TFile : IDisposable
    {
        _files.Add(file);
        return file;
    }
}
