namespace LotusSeal.Tree.Tests.Citations;

/// <summary>The specifications below docs/spec.</summary>
internal static class SpecDocuments
{
    public const string Protocol = "lotus-worker-protocol.md";

    public static string Folder { get; } = Path.Combine(SourceTree.Root, "docs", "spec");

    /// <summary>All documents by file name, without the README, which is about them.</summary>
    public static IReadOnlyDictionary<string, SpecOutline> Outlines { get; } =
        Directory.GetFiles(Folder, "*.md").Where(path => Path.GetFileName(path) != "README.md")
            .ToDictionary(path => Path.GetFileName(path), path => SpecOutline.Parse(File.ReadAllText(path)));
}
