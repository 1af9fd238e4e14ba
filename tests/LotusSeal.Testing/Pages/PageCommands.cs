using System.Text.RegularExpressions;

namespace LotusSeal.Testing.Pages;

/// <summary>What pages say to a program, in blocks with commands and in their text.</summary>
public static partial class PageCommands
{
    /// <summary>
    /// The words after its name, of each mention. What a page leaves out (<c>…</c>) ends them; what is quoted or computed is one word.
    /// </summary>
    public static IEnumerable<(string Page, string[] Words)> Of(string program)
    {
        Regex mention = new($@"(?:^|[\s(])(?<!\bmake ){Regex.Escape(program)}((?: [^|;&#<>()]*)?)(?=$|[|;&#<>()])");
        foreach (string page in PageFiles.All)
        {
            foreach (string line in LinesOf(page).Select(line => Quoted().Replace(Computed().Replace(line, "X"), "X")))
            {
                foreach (Match match in mention.Matches(line))
                {
                    string[] words = match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    yield return (page, [.. words.TakeWhile(word => !word.Contains('…', StringComparison.Ordinal))]);
                }
            }
        }
    }

    /// <summary>Commands of blocks, each in a line of its own, and what stands as code in the text.</summary>
    private static IEnumerable<string> LinesOf(string page)
    {
        IEnumerable<string> blocks = PageFiles.BlocksOf(page).Where(block => block.Language is "sh" or "console")
            .SelectMany(block => Continuation().Replace(block.Text, " ").Split('\n')).Select(line => line.TrimStart('$', '>', ' '));
        string text = Fenced().Replace(File.ReadAllText(Path.Combine(Repository.Root, page)), "");
        return blocks.Concat(CodeSpan().Matches(text).Select(match => match.Groups[1].Value));
    }

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"\$\([^()]*\)")]
    private static partial Regex Computed();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Quoted();
}
