using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>The files that PreCommit2 writes, under their temporary names until all of them are whole.</summary>
internal sealed class PreCommit2Outputs : IReplicaSink, IDisposable
{
    private const string Step = "tree-c, replica, tree-r-last";
    private readonly PoRepConfig _config;
    private readonly ProgressMeter _meter;
    private readonly List<IDisposable> _files = [];
    private readonly PendingFile _replica;
    private readonly PendingTree[] _treesC, _treesR;
    private long _replicaWritten;

    public PreCommit2Outputs(PoRepConfig config, ReplicaPlan plan, SectorPaths paths, ProgressMeter meter)
    {
        (_config, _meter) = (config, meter);
        try
        {
            _replica = Keep(new PendingFile(paths.Sealed, paths.SealedTemporary));
            _treesC = CreateTrees(plan.TreeC, tree => SectorFileNames.TreeC(config, tree));
            _treesR = CreateTrees(plan.TreeRLast, tree => SectorFileNames.TreeRLast(config, tree));
        }
        catch
        {
            Dispose();
            throw;
        }

        PendingTree[] CreateTrees(TreeShape shape, Func<int, string> name) =>
            [.. Enumerable.Range(0, config.BaseTrees).Select(tree => Keep(new PendingTree(Path.Combine(paths.Cache, name(tree)), shape)))];
    }

    /// <summary>Root of TreeC.</summary>
    public Digest CommC => CompoundRoot.Compute(_config, [.. _treesC.Select(tree => tree.Root)]);

    /// <summary>Root of TreeRLast.</summary>
    public Digest CommRLast => CompoundRoot.Compute(_config, [.. _treesR.Select(tree => tree.Root)]);

    public void WriteTreeC(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) => _treesC[tree].Write(row, firstNode, nodes);

    public void WriteTreeRLast(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) => _treesR[tree].Write(row, firstNode, nodes);

    public void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes)
    {
        ulong count = (ulong)(nodes.Length / Digest.Size);
        if (nodes.Length % Digest.Size != 0 || count > _config.Nodes || firstNode > _config.Nodes - count)
            throw new ArgumentException($"{nodes.Length} bytes from node {firstNode} are not in a replica of {_config.Nodes} nodes.", nameof(nodes));
        _replica.Write(nodes, (long)(firstNode * Digest.Size));
        Interlocked.Add(ref _replicaWritten, nodes.Length);
    }

    public void Advance(ulong nodes) => _meter.Add(Step, nodes);

    /// <summary>What a builder left out, or null: a file with a hole must not get its name.</summary>
    public string? Missing()
    {
        if ((ulong)Interlocked.Read(ref _replicaWritten) != _config.SectorSize)
            return $"{_replica.Path} got {_replicaWritten} of {_config.SectorSize} bytes";
        return _treesC.Concat(_treesR).FirstOrDefault(tree => !tree.IsWhole) is { } broken ? $"{broken.Path} got only {broken.Written} bytes" : null;
    }

    /// <summary>Gives the trees their names.</summary>
    public void CommitTrees()
    {
        foreach (PendingTree tree in _treesC.Concat(_treesR)) tree.Commit();
    }

    /// <summary>Gives the replica its name: the last thing, since it replaces the data.</summary>
    public void CommitReplica() => _replica.Commit();

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private TFile Keep<TFile>(TFile file) where TFile : IDisposable
    {
        _files.Add(file);
        return file;
    }
}
