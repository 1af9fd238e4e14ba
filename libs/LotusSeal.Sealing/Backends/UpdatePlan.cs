using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Backends;

/// <summary>The shapes and factors of an update, without its files.</summary>
/// <param name="BaseTrees">Base trees of TreeRLast; each takes an equal part of the sector's nodes, in order.</param>
/// <param name="TreeRLast">A base tree over the replica; its low rows are not stored.</param>
/// <param name="Factors">What data is multiplied with; they reach over all nodes.</param>
/// <param name="Threads">Most threads of the host to use.</param>
public sealed record UpdatePlan(int BaseTrees, TreeShape TreeRLast, UpdateFactors Factors, int Threads)
{
    /// <summary>Nodes of the sector.</summary>
    public ulong Nodes => TreeRLast.Leaves * (ulong)BaseTrees;

    /// <summary>The plan of a sector.</summary>
    /// <param name="config">The sector's shape.</param>
    /// <param name="rowsToDiscard">Rows above the leaves that the files of TreeRLast lack.</param>
    /// <param name="factors">Those of the update.</param>
    /// <param name="threads">Most threads of the host to use.</param>
    public static UpdatePlan For(PoRepConfig config, int rowsToDiscard, UpdateFactors factors, int threads)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new UpdatePlan(config.BaseTrees, SectorTrees.TreeRLast(config, rowsToDiscard), factors, threads);
    }
}
