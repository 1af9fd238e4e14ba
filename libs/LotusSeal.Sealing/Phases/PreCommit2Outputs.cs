using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>
/// The files that PreCommit2 writes, under their temporary names until all of them are whole; the replica in place of the data where that may be.
/// </summary>
internal sealed class PreCommit2Outputs : IReplicaSink, IDisposable
{
    private const string Step = "tree-c, replica, tree-r-last";
    private readonly PoRepConfig _config;
    private readonly string _cache;
    private readonly PendingReplica _replica;
    private readonly List<PendingTree> _treesC = [];

    /// <summary>Creates the files.</summary>
    /// <param name="config">The sector's shape.</param>
    /// <param name="plan">Shapes of the trees.</param>
    /// <param name="paths">Where they come to lie.</param>
    /// <param name="leavesMemory">Nobody reads TreeC and the replica soon. TreeRLast is small, and read in every proof.</param>
    /// <param name="meter">Counts nodes.</param>
    public PreCommit2Outputs(PoRepConfig config, ReplicaPlan plan, SectorPaths paths, bool leavesMemory, ProgressMeter meter)
    {
        (_config, _cache) = (config, paths.Cache);
        IReplicaFile? replica = OverwrittenFile.TryOpen(paths.Sealed, config, paths.Cache, leavesMemory);
        replica ??= new PendingFile(paths.Sealed, paths.SealedTemporary, leavesMemory: leavesMemory);
        _replica = new PendingReplica(config, replica, paths.Cache, plan.TreeRLast, nodes => meter.Add(Step, nodes));
        try
        {
            for (int tree = 0; tree < config.BaseTrees; tree++)
                _treesC.Add(new PendingTree(Path.Combine(paths.Cache, SectorFileNames.TreeC(config, tree)), plan.TreeC, leavesMemory));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Root of TreeC.</summary>
    public Digest CommC => CompoundRoot.Compute(_config, [.. _treesC.Select(tree => tree.Root)]);

    /// <summary>Root of TreeRLast.</summary>
    public Digest CommRLast => _replica.Root;

    public void WriteTreeC(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) => _treesC[tree].Write(row, firstNode, nodes);

    public void WriteTreeRLast(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) => _replica.WriteTreeRLast(tree, row, firstNode, nodes);

    public void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes) => _replica.WriteReplica(firstNode, nodes);

    public void Advance(ulong nodes) => _replica.Advance(nodes);

    /// <summary>What a builder left out, or null: a file with a hole must not get its name.</summary>
    public string? Missing() => PendingTree.Missing(_treesC) ?? _replica.Missing();

    /// <summary>Makes the replica durable: where it lies in place of the data, p_aux must not come before it.</summary>
    public void SettleReplica() => _replica.SettleReplica();

    /// <summary>Gives the trees their names, and then p_aux and t_aux beside them theirs.</summary>
    /// <param name="auxiliary">Names without folder, and contents.</param>
    public void CommitCache(params (string Name, byte[] Content)[] auxiliary)
    {
        List<PendingFile> files = [.. _treesC.Select(tree => tree.File), .. _replica.TreeFiles];
        int trees = files.Count;
        try
        {
            foreach ((string name, byte[] content) in auxiliary) files.Add(PendingFile.Of(Path.Combine(_cache, name), content));
            PendingFile.CommitAll(files);
        }
        finally
        {
            foreach (PendingFile file in files.Skip(trees)) file.Dispose();
        }
    }

    /// <summary>Gives the replica its name: the last thing, since it replaces the data.</summary>
    public void CommitReplica()
    {
        _replica.CommitReplica();
        OverwriteMark.Clear(_cache, _config);
    }

    public void Dispose()
    {
        _treesC.ForEach(tree => tree.Dispose());
        _replica.Dispose();
    }
}
