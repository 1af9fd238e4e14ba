using System.Text;

namespace LotusSeal.Testing.Pages;

/// <summary>The pages for people and what is in them. Specifications speak of other programs, and the changelog of what was.</summary>
public static class PageFiles
{
    private const string Fence = "```";

    /// <summary>All of them, from the root of the checkout, sorted.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Find().Order(StringComparer.Ordinal)];

    /// <summary>Every fenced block of every page.</summary>
    public static IEnumerable<PageBlock> Blocks() => All.SelectMany(BlocksOf);

    /// <summary>Pages that have a block for a scene.</summary>
    public static IEnumerable<string> WithScene(string scene) => All.Where(page => BlocksOf(page, scene).Any());

    /// <summary>The blocks of a page that a scene runs, in their order.</summary>
    public static IEnumerable<PageBlock> BlocksOf(string page, string scene) =>
        BlocksOf(page).Where(block => block.Language == "sh" && block.Note == scene);

    /// <summary>The fenced blocks of a page, in their order.</summary>
    public static IEnumerable<PageBlock> BlocksOf(string page)
    {
        string[] head = [];
        int start = 0, number = 0;
        StringBuilder text = new();
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, page)))
        {
            number++;
            bool isFence = line.StartsWith(Fence, StringComparison.Ordinal);
            if (!isFence && start > 0) text.Append(line).Append('\n');
            if (!isFence) continue;
            if (start > 0) yield return new PageBlock(page, start, head[0], head.Length > 1 ? head[1] : "", text.ToString());
            (start, head) = start > 0 ? (0, []) : (number, line[Fence.Length..].Split(' ', 2));
            text.Clear();
        }
    }

    private static IEnumerable<string> Find()
    {
        string[] files =
        [
            .. Directory.GetFiles(Repository.Root, "*.md"),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "charts"), "*.md", SearchOption.AllDirectories),
        ];
        return files.Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(page => page != "CHANGELOG.md" && !page.StartsWith(Path.Combine("docs", "spec"), StringComparison.Ordinal));
    }
}
