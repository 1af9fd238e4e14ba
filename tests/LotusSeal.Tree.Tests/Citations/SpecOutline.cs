using System.Text.RegularExpressions;

namespace LotusSeal.Tree.Tests.Citations;

/// <summary>What can be cited of a specification: its sections, and the entries that have a code.</summary>
internal sealed partial class SpecOutline
{
    private readonly HashSet<string> _sections = [];
    private readonly Dictionary<string, string> _sectionOfCode = [];

    private SpecOutline()
    {
    }

    public IReadOnlyCollection<string> Sections => _sections;

    public IReadOnlyCollection<string> Codes => _sectionOfCode.Keys;

    /// <summary>
    /// Sections are headings that start with a number or one capital letter, and the items of a numbered list that a section begins with (as in
    /// a list of traps). Codes are list entries of the form <c>* **M21** …</c>.
    /// </summary>
    /// <exception cref="InvalidDataException">A section or code stands twice.</exception>
    public static SpecOutline Parse(string markdown)
    {
        var outline = new SpecOutline();
        string section = "";
        bool atStart = false, isList = false, isFenced = false;
        foreach (string line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isFenced = !isFenced;
            if (isFenced || line.Length == 0)
                continue;
            if (Heading().Match(line) is { Success: true } heading)
            {
                section = heading.Groups["number"].Value;
                AddOnce(outline._sections.Add(section), section);
                (atStart, isList) = (true, false);
                continue;
            }
            if (Item().Match(line) is { Success: true } item && (isList || atStart) && !section.Contains('.'))
            {
                string number = $"{section}.{item.Groups["number"].Value}";
                AddOnce(outline._sections.Add(number), number);
                isList = true;
            }
            else if (Entry().Match(line) is { Success: true } entry)
            {
                AddOnce(outline._sectionOfCode.TryAdd(entry.Groups["code"].Value, section), entry.Groups["code"].Value);
            }
            atStart = false;
        }
        return outline;
    }

    /// <summary>Whether the section exists and holds the code, as far as each is cited.</summary>
    public bool Has(Citation citation)
    {
        if (citation.Section is { } section && !_sections.Contains(section))
            return false;
        if (citation.Code is not { } code)
            return true;
        return _sectionOfCode.TryGetValue(code, out string? holder)
            && (citation.Section is null || holder == citation.Section || holder.StartsWith(citation.Section + ".", StringComparison.Ordinal));
    }

    private static void AddOnce(bool added, string name)
    {
        if (!added)
            throw new InvalidDataException($"{name} stands twice");
    }

    [GeneratedRegex(@"^#{2,3} (?<number>\d{1,2}(\.\d{1,2})?|[A-Z](?=\.))\.?\s")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?<number>\d{1,2})\. ")]
    private static partial Regex Item();

    [GeneratedRegex(@"^\* \*\*(?<code>[A-Z]\d{1,2})\*\* ")]
    private static partial Regex Entry();
}
