using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Trees;

/// <summary>The files of TreeRLast (porep.md 5.2).</summary>
internal static class ReplicaTrees
{
    /// <summary>Opens them. The rows to discard are a setting of whoever sealed; the files' length tells them.</summary>
    /// <exception cref="SealingException">A file is missing, has a length that no tree has, or another than its siblings.</exception>
    public static BaseTrees Open(PoRepConfig config, string cacheDirectory)
    {
        TreeShape? first = null;
        return BaseTrees.Open(config, tree => Path.Combine(cacheDirectory, SectorFileNames.TreeRLast(config, tree)), file =>
        {
            first ??= ShapeOf(config, file);
            return first.Value.FileSize == file.Length ? first.Value : throw LengthDiffers(file, first.Value);
        });
    }

    private static TreeShape ShapeOf(PoRepConfig config, SectorFile file)
    {
        for (int discarded = 0; discarded < SectorTrees.BaseLevels(config); discarded++)
        {
            TreeShape shape = SectorTrees.TreeRLast(config, discarded);
            if (shape.FileSize == file.Length) return shape;
        }
        int usual = SectorTrees.RowsToDiscard(config, SealingOptions.DefaultRowsToDiscard);
        throw LengthDiffers(file, SectorTrees.TreeRLast(config, usual));
    }

    private static SealingException LengthDiffers(SectorFile file, TreeShape shape) =>
        new($"{file.Path} has {file.Length} bytes instead of {shape.FileSize}.");
}
