using System.Text.RegularExpressions;
using LotusSeal.Testing.Pages;

namespace LotusSeal.Tree.Tests.Pages;

/// <summary>Every block with commands in a page for people is run by a test, or says why not; those that are not are listed here.</summary>
public sealed partial class PageBlockTests
{
    private static readonly string Untested = Path.Combine(SourceTree.Root, "tests", "LotusSeal.Tree.Tests", "Pages", "untested.txt");

    private static readonly HashSet<string> Classes =
        [.. SourceTree.Files(".cs").Where(IsOfTests).Select(path => Path.GetFileNameWithoutExtension(path))];

    [Fact]
    public void Every_block_of_commands_names_who_runs_it_or_why_nobody_does()
    {
        foreach (PageBlock block in PageFiles.Blocks())
        {
            bool isGood = block.Language switch
            {
                "sh" => PageScenes.Tests.ContainsKey(block.Note),
                // Of a console, a reason: more than a word.
                "console" => block.Note.Contains(' ', StringComparison.Ordinal),
                // What a command prints: a test compares it, or nobody does.
                "text" => !block.HasPrompt || IsCompared(block) || block.Note.Contains(' ', StringComparison.Ordinal),
                "bash" or "shell" or "" => false,
                _ => true,
            };
            Assert.True(isGood, $"{block.Place}: ```{block.Language} {block.Note}: write `sh` and a scene, or `console` and why no test runs it "
                + "(CONTRIBUTING.md)");
        }
    }

    [Fact]
    public void Each_scene_has_its_tests() => Assert.All(PageScenes.Tests.Values, name => Assert.Contains(name, Classes));

    [Fact]
    public void What_no_test_runs_is_on_the_list()
    {
        IEnumerable<string> now = PageFiles.Blocks()
            .Where(block => block.Language == "console" || (block.Language == "text" && block.HasPrompt && !IsCompared(block)))
            .GroupBy(block => $"{block.Page}: {block.Note}").Select(group => $"{group.Count()} {group.Key}");
        Assert.Equal(File.ReadAllLines(Untested), now);
    }

    [Fact]
    public void Every_target_of_make_that_a_page_names_is_there()
    {
        string makefile = File.ReadAllText(Path.Combine(SourceTree.Root, "Makefile"));
        HashSet<string> targets = [.. Target().Matches(makefile).Select(match => match.Groups[1].Value)];
        (string Page, string Target)[] named = [.. PageCommands.Of("make").Where(mention => mention.Words is [not "-C", ..])
            .SelectMany(mention => mention.Words.Where(IsTarget).Select(word => (mention.Page, word)))];
        Assert.NotEmpty(named);
        Assert.All(named, one => Assert.True(targets.Contains(one.Target), $"{one.Page}: make {one.Target}"));
    }

    [Fact]
    public void Every_file_that_a_page_links_to_is_there()
    {
        foreach (string page in PageFiles.All)
        {
            string text = File.ReadAllText(Path.Combine(SourceTree.Root, page));
            foreach (string link in Link().Matches(text).Select(match => match.Groups[1].Value).Where(IsLocal))
            {
                string[] parts = link.Split('#');
                string file = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
                Assert.True(Path.Exists(Path.Combine(SourceTree.Root, file)), $"{page}: {link}");
                if (parts.Length == 2) Assert.True(Anchors(file).Contains(parts[1]), $"{page}: {link} leads to no heading");
            }
        }
    }

    /// <summary>Whether a test has the block's name and compares what it shows.</summary>
    private static bool IsCompared(PageBlock block) => Classes.Contains(block.Note);

    private static bool IsOfTests(string path) => SourceTree.Relative(path).StartsWith("tests", StringComparison.Ordinal);

    private static bool IsLocal(string link) => !link.Contains("://", StringComparison.Ordinal);

    private static bool IsTarget(string word) => !word.Contains('=', StringComparison.Ordinal) && !word.StartsWith('-') && !word.StartsWith('\\');

    /// <summary>Headings as the links to them write them.</summary>
    private static HashSet<string> Anchors(string page) => [.. Heading().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, page)))
        .Select(match => NotInAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex("^([a-z0-9-]+):", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
