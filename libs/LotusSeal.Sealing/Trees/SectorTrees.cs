namespace LotusSeal.Sealing.Trees;

/// <summary>The shapes of a sector's trees (porep.md 5.2).</summary>
internal static class SectorTrees
{
    /// <summary>Arity of the base trees over columns and replica.</summary>
    public const int BaseArity = 8;

    public static TreeShape TreeD(PoRepConfig config) => new(2, config.Nodes);

    public static TreeShape TreeC(PoRepConfig config) => new(BaseArity, BaseLeaves(config));

    /// <param name="config">The sector's shape.</param>
    /// <param name="rowsToDiscard">Rows above the leaves that are not stored, as <see cref="RowsToDiscard"/> gives them.</param>
    public static TreeShape TreeRLast(PoRepConfig config, int rowsToDiscard) => new(BaseArity, BaseLeaves(config), rowsToDiscard + 1);

    /// <summary>What a sector's TreeRLast makes of the setting: a small tree has one row to discard, whatever is asked for (porep.md 1.3).</summary>
    public static int RowsToDiscard(PoRepConfig config, int setting)
    {
        int rowsBetween = BaseLevels(config) - 1;
        return rowsBetween <= 1 ? rowsBetween : Math.Min(rowsBetween, setting);
    }

    /// <summary>Leaves of one base tree.</summary>
    public static ulong BaseLeaves(PoRepConfig config) => config.Nodes / (ulong)config.BaseTrees;

    /// <summary>Children of a node on each level of a TreeD path.</summary>
    public static int[] TreeDArities(PoRepConfig config) => [.. Enumerable.Repeat(2, config.NodesLog2)];

    /// <summary>Children of a node on each level of a TreeC or TreeRLast path: base levels, sub, top.</summary>
    public static int[] CompoundArities(PoRepConfig config) =>
        [.. Enumerable.Repeat(BaseArity, BaseLevels(config)), .. OptionalLevel(config.SubTreeArity), .. OptionalLevel(config.TopTreeArity)];

    /// <summary>Levels inside a base tree.</summary>
    public static int BaseLevels(PoRepConfig config) => TreeC(config).Rows - 1;

    private static int[] OptionalLevel(int arity) => arity == 0 ? [] : [arity];
}
