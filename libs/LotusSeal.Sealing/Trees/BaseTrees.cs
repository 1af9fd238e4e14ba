using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Trees;

/// <summary>The base trees of TreeC or TreeRLast with the levels above them. Thread-safe.</summary>
internal sealed class BaseTrees : IDisposable
{
    private readonly PoRepConfig _config;
    private readonly Digest[] _baseRoots;
    private readonly IReadOnlyList<Digest> _subRoots;

    public BaseTrees(PoRepConfig config, IReadOnlyList<TreeReader> trees)
    {
        _config = config;
        Trees = trees;
        _baseRoots = [.. trees.Select(tree => tree.Root)];
        _subRoots = CompoundRoot.Fold(_baseRoots, config.SubTreeArity);
        Root = CompoundRoot.Fold(_subRoots, config.TopTreeArity)[0];
    }

    public IReadOnlyList<TreeReader> Trees { get; }

    /// <summary>comm_c or comm_r_last.</summary>
    public Digest Root { get; }

    /// <summary>Opens the files of all base trees.</summary>
    /// <param name="config">The sector's shape.</param>
    /// <param name="path">The file of a base tree.</param>
    /// <param name="shapeOf">The shape that a file's length tells.</param>
    public static BaseTrees Open(PoRepConfig config, Func<int, string> path, Func<SectorFile, TreeShape> shapeOf)
    {
        List<TreeReader> trees = [];
        try
        {
            for (int i = 0; i < config.BaseTrees; i++)
            {
                SectorFile file = SectorFile.Open(path(i), FileOptions.RandomAccess);
                TreeReader tree = new(file, ShapeOf(file, shapeOf));
                trees.Add(tree);
                if (!Fr.IsCanonical(tree.Root.Span))
                    throw new SealingException($"{tree.Path}: the root is not a field element; the file is damaged.");
            }
            return new BaseTrees(config, trees);
        }
        catch
        {
            trees.ForEach(tree => tree.Dispose());
            throw;
        }
    }

    /// <summary>Splits a leaf's index.</summary>
    public (int Tree, ulong Leaf) Locate(ulong node)
    {
        ulong leaves = SectorTrees.BaseLeaves(_config);
        return ((int)(node / leaves), node % leaves);
    }

    /// <summary>Appends the sub and top levels.</summary>
    public void AppendUpperLevels(int tree, List<MerkleLevel> levels)
    {
        AppendUpperLevel(_baseRoots, tree, _config.SubTreeArity, levels);
        if (_config.SubTreeArity != 0) AppendUpperLevel(_subRoots, tree / _config.SubTreeArity, _config.TopTreeArity, levels);
    }

    public void Dispose()
    {
        foreach (TreeReader tree in Trees) tree.Dispose();
    }

    private static TreeShape ShapeOf(SectorFile file, Func<SectorFile, TreeShape> shapeOf)
    {
        try
        {
            return shapeOf(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void AppendUpperLevel(IReadOnlyList<Digest> row, int index, int arity, List<MerkleLevel> levels)
    {
        if (arity == 0) return;
        byte[] group = new byte[arity * Digest.Size];
        int first = index / arity * arity;
        for (int i = 0; i < arity; i++) row[first + i].Span.CopyTo(group.AsSpan(i * Digest.Size));
        levels.Add(TreeReader.LevelOf(group, index % arity));
    }
}
