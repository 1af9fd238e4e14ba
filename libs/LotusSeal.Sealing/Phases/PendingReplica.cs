using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>A replica and its TreeRLast under their temporary names, until every byte of them was written.</summary>
internal sealed class PendingReplica : IUpdateSink, IDisposable
{
    private readonly PoRepConfig _config;
    private readonly Action<ulong> _advance;
    private readonly List<IDisposable> _files = [];
    private readonly IReplicaFile _replica;
    private readonly PendingTree[] _trees;
    private long _written;

    /// <summary>Creates the files of the trees.</summary>
    /// <param name="config">The sector's shape.</param>
    /// <param name="replica">The replica; it is taken over.</param>
    /// <param name="cacheDirectory">The folder of the trees.</param>
    /// <param name="shape">A base tree, without the rows that are not stored.</param>
    /// <param name="advance">Counts nodes whose work is done.</param>
    public PendingReplica(PoRepConfig config, IReplicaFile replica, string cacheDirectory, TreeShape shape, Action<ulong> advance)
    {
        (_config, _advance) = (config, advance);
        _replica = Keep(replica);
        try
        {
            _trees = [.. Enumerable.Range(0, config.BaseTrees)
                .Select(tree => Keep(new PendingTree(Path.Combine(cacheDirectory, SectorFileNames.TreeRLast(config, tree)), shape)))];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>comm_r_last, after all rows.</summary>
    public Digest Root => CompoundRoot.Compute(_config, [.. _trees.Select(tree => tree.Root)]);

    public void WriteTreeRLast(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) => _trees[tree].Write(row, firstNode, nodes);

    public void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes)
    {
        ulong count = (ulong)(nodes.Length / Digest.Size);
        if (nodes.Length % Digest.Size != 0 || count > _config.Nodes || firstNode > _config.Nodes - count)
            throw new ArgumentException($"{nodes.Length} bytes from node {firstNode} are not in a replica of {_config.Nodes} nodes.", nameof(nodes));
        _replica.Write(nodes, (long)(firstNode * Digest.Size));
        Interlocked.Add(ref _written, nodes.Length);
    }

    public void Advance(ulong nodes) => _advance(nodes);

    /// <summary>Lets a builder write all of it.</summary>
    /// <exception cref="SealingBackendException">It failed, or left something out: a file with a hole must not get its name.</exception>
    public void Fill(IUpdateBuilder builder, UpdatePlan plan, IUpdateSource source, CancellationToken cancellationToken)
    {
        builder.Build(plan, source, this, cancellationToken);
        if (Missing() is { } missing)
            throw new SealingBackendException(new BackendFault(BackendStage.Update, builder.Device, FaultRemedy.Retire, missing));
    }

    /// <summary>What a builder left out, or null.</summary>
    public string? Missing()
    {
        if ((ulong)Interlocked.Read(ref _written) != _config.SectorSize)
            return $"{_replica.Path} got {_written} of {_config.SectorSize} bytes";
        return PendingTree.Missing(_trees);
    }

    /// <summary>The files of the trees, all in one folder.</summary>
    public IEnumerable<PendingFile> TreeFiles => _trees.Select(tree => tree.File);

    /// <summary>Gives the trees their names.</summary>
    public void CommitTrees() => PendingFile.CommitAll([.. TreeFiles]);

    /// <summary>Makes the replica durable.</summary>
    public void SettleReplica() => _replica.Settle();

    /// <summary>Gives the replica its name.</summary>
    public void CommitReplica() => _replica.Commit();

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private TFile Keep<TFile>(TFile file) where TFile : IDisposable
    {
        _files.Add(file);
        return file;
    }
}
