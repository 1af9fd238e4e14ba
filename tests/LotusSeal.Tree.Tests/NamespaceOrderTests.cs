using System.Text.RegularExpressions;

namespace LotusSeal.Tree.Tests;

/// <summary>Keeps the namespaces of LotusSeal.Sealing in one order, so that they form no cycle: each may use those before it.</summary>
public sealed partial class NamespaceOrderTests
{
    private static readonly string[] Order =
    [
        "Hashing", "Poseidon", "Memory", "Scheduling", "Sectors", "Graph", "Files", "Trees", "Backends", "Cache", "Pieces", "Parents", "Labels",
        "Selection", "VanillaProofs", "Phases", "Updates",
    ];

    private static string Folder { get; } = Path.Combine(SourceTree.Root, "libs", "LotusSeal.Sealing");

    [Fact]
    public void Every_folder_has_its_place() => Assert.Equal(Order.Order(),
        Directory.GetDirectories(Folder).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order());

    [Fact]
    public void Folders_use_only_those_before_them()
    {
        foreach (string name in Order)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(Folder, name), "*.cs"))
            {
                IEnumerable<string> later = Mention().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
                    .Where(used => Array.IndexOf(Order, used) > Array.IndexOf(Order, name));
                Assert.True(!later.Any(), $"{Path.GetRelativePath(Folder, file)} uses {string.Join(", ", later)}");
            }
        }
    }

    [Fact]
    public void Every_file_is_in_the_namespace_of_its_folder()
    {
        foreach (string file in Order.SelectMany(name => Directory.GetFiles(Path.Combine(Folder, name), "*.cs")))
            Assert.Contains(
                $"namespace LotusSeal.Sealing.{Path.GetFileName(Path.GetDirectoryName(file))};", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"LotusSeal\.Sealing\.([A-Z]\w*)")]
    private static partial Regex Mention();
}
