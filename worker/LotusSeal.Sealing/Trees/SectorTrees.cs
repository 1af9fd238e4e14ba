namespace LotusSeal.Sealing.Trees;

/// <summary>The shapes of a sector's trees (porep.md 5.2).</summary>
internal static class SectorTrees
{
    /// <summary>Arity of the base trees over columns and replica.</summary>
    public const int BaseArity = 8;

    public static TreeShape TreeD(PoRepConfig config) => new(2, config.Nodes);

    public static TreeShape TreeC(PoRepConfig config) => new(BaseArity, BaseLeaves(config));

    public static TreeShape TreeRLast(PoRepConfig config) => TreeRLast(config, config.RowsToDiscard);

    public static TreeShape TreeRLast(PoRepConfig config, int rowsToDiscard) => new(BaseArity, BaseLeaves(config), rowsToDiscard + 1);

    /// <summary>Leaves of one base tree.</summary>
    public static ulong BaseLeaves(PoRepConfig config) => config.Nodes / (ulong)config.BaseTrees;
}
