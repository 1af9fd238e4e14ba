using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Backends;

/// <summary>The shapes of a PreCommit2, without its files.</summary>
/// <param name="Layers">Label layers: 2 or 11.</param>
/// <param name="BaseTrees">Base trees of TreeC and of TreeRLast; each takes an equal part of the sector's nodes, in order.</param>
/// <param name="TreeC">A base tree over column hashes.</param>
/// <param name="TreeRLast">A base tree over the replica, with as many leaves; its low rows are not stored.</param>
/// <param name="Threads">Most threads of the host to use.</param>
public sealed record ReplicaPlan(int Layers, int BaseTrees, TreeShape TreeC, TreeShape TreeRLast, int Threads)
{
    /// <summary>Nodes of the sector.</summary>
    public ulong Nodes => TreeC.Leaves * (ulong)BaseTrees;

    /// <summary>The plan of a sector.</summary>
    /// <param name="config">The sector's shape.</param>
    /// <param name="rowsToDiscard">Rows above the leaves that the files of TreeRLast lack.</param>
    /// <param name="threads">Most threads of the host to use.</param>
    public static ReplicaPlan For(PoRepConfig config, int rowsToDiscard, int threads)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new ReplicaPlan(config.Layers, config.BaseTrees, SectorTrees.TreeC(config), SectorTrees.TreeRLast(config, rowsToDiscard), threads);
    }
}
