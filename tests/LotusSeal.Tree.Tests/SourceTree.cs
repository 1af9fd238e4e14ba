namespace LotusSeal.Tree.Tests;

/// <summary>The files of the repository, without what a build or a test run leaves behind.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> NotSource =
        [".git", ".build", "bin", "obj", "artifacts", "BenchmarkDotNet.Artifacts", "TestResults"];

    public static string Root => Repository.Root;

    /// <summary>Absolute paths of all files with one of the extensions (".cs"), sorted, wherever their project lies.</summary>
    public static IReadOnlyList<string> Files(params string[] extensions) =>
        [.. FilesBelow(new DirectoryInfo(Root)).Where(path => extensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal)];

    /// <summary>The path as a message names it: from the root of the repository.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static IEnumerable<string> FilesBelow(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(file => file.FullName).Concat(
            folder.EnumerateDirectories()
                .Where(child => !NotSource.Contains(child.Name) && child.LinkTarget is null)
                .SelectMany(FilesBelow));
}
