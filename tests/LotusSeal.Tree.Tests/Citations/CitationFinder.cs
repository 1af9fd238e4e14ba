using System.Globalization;
using System.Text.RegularExpressions;

namespace LotusSeal.Tree.Tests.Citations;

/// <summary>
/// Finds what a text cites of the specifications. The forms are those of docs/spec/README.md; a citation may go on in the next line.
/// </summary>
internal static partial class CitationFinder
{
    private const string Name = @"(?<![\w/-])(?:(?<document>(?:porep|post|snarkpack|operator|lotus-worker-protocol)\.md)|protocol\s+spec\b)";

    private const string Number = @"\d{1,2}(?:\.\d{1,2})?(?!\.?\w)";

    private const string Code = @"[A-Z]\d{1,2}\b";

    private const string Piece = $@"(?:{Number}(?:\s+{Code})?|{Code})";

    private const string List = $@"{Piece}(?:(?:,\s+(?:and\s+)?|\s+and\s+|\s+to\s+|–){Piece})*";

    /// <summary>Citations that name their document.</summary>
    public static IReadOnlyList<Citation> InText(string text)
    {
        string joined = JoinLines(text);
        return [.. Named().Matches(joined).SelectMany(match => Pieces(DocumentOf(match), match.Groups["list"], joined))];
    }

    /// <summary>
    /// As <see cref="InText"/>, and what a specification says of itself: numbers after the words section and see, numbers in brackets, in the
    /// protocol every code. The two documents that complete the one on sealing cite it by P and the number.
    /// </summary>
    public static IReadOnlyList<Citation> InSpecification(string text, string document)
    {
        string joined = JoinLines(text);
        IEnumerable<Citation> own = Own().Matches(joined).SelectMany(match => Pieces(document, match.Groups["list"], joined));
        IEnumerable<Citation> sealing = document is "post.md" or "snarkpack.md"
            ? SealingSection().Matches(joined).Select(m => new Citation("porep.md", m.Groups["section"].Value, null, LineOf(joined, m.Index)))
            : [];
        IEnumerable<Citation> codes = document == SpecDocuments.Protocol
            ? ProtocolCode().Matches(joined).Select(m => new Citation(document, null, m.Value, LineOf(joined, m.Index)))
            : [];
        return [.. InText(text), .. own, .. sealing, .. codes];
    }

    /// <summary>
    /// Places in comments of C# or C that look like citations and are in no form that can be checked: a document without a section, a section or a
    /// code without its document.
    /// </summary>
    public static IReadOnlyList<string> UnboundInComments(string text)
    {
        string rest = Named().Replace(JoinLines(text), match => new string(' ', match.Length));
        return
        [
            .. Comment().Matches(text)
                .SelectMany(comment => Unbound().Matches(rest.Substring(comment.Index, comment.Length))
                    .Select(match => $"line {LineOf(text, comment.Index + match.Index)}: {match.Value}")),
        ];
    }

    // The marks of comments become spaces, so that a citation over two lines is one text; every character keeps its place.
    private static string JoinLines(string text) => LineStart().Replace(text, match => "\n" + new string(' ', match.Length - 1));

    private static string DocumentOf(Match match) => match.Groups["document"] is { Success: true } name ? name.Value : SpecDocuments.Protocol;

    private static IEnumerable<Citation> Pieces(string document, Group list, string text)
    {
        string? previous = null;
        foreach (Match piece in ListPiece().Matches(list.Value))
        {
            int line = LineOf(text, list.Index + piece.Index);
            string? section = piece.Groups["section"] is { Success: true } number ? number.Value : null;
            if (piece.Groups["range"].Success && previous is not null && section is not null)
            {
                foreach (string between in Between(previous, section))
                    yield return new Citation(document, between, null, line);
            }
            yield return new Citation(document, section, piece.Groups["code"] is { Success: true } code ? code.Value : null, line);
            previous = section;
        }
    }

    // Sections of one parent only: a range from one chapter into another is judged by its ends.
    private static IEnumerable<string> Between(string first, string last)
    {
        (string parent, int start) = Split(first);
        (string lastParent, int end) = Split(last);
        return parent == lastParent && start < end ? Enumerable.Range(start + 1, end - start - 1).Select(number => parent + number) : [];
    }

    private static (string Parent, int Number) Split(string section)
    {
        int number = section.IndexOf('.', StringComparison.Ordinal) + 1;
        return (section[..number], int.Parse(section[number..], CultureInfo.InvariantCulture));
    }

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex($@"{Name}`?\s+(?<list>{List}|(?<=operator\.md\s+)[A-Z](?!\w))")]
    private static partial Regex Named();

    [GeneratedRegex($@"(?<range>\s+to\s+|–)?(?:(?<section>{Number}|[A-Z](?!\w))(?:\s+(?<code>{Code}))?|(?<code>{Code}))")]
    private static partial Regex ListPiece();

    [GeneratedRegex($@"\b(?:[Ss]ections?|see)\s+(?<list>{List})|\((?<list>\d{{1,2}}\.\d{{1,2}}(?:(?:, |; |–)\d{{1,2}}\.\d{{1,2}})*)\)")]
    private static partial Regex Own();

    [GeneratedRegex($@"(?<!\w)P(?<section>{Number})")]
    private static partial Regex SealingSection();

    [GeneratedRegex(@"(?<![\w-])[MWS]\d{1,2}(?![\w-])")]
    private static partial Regex ProtocolCode();

    [GeneratedRegex(@"\n[ \t]*(?:///?|\*(?![*/]))?[ \t]*")]
    private static partial Regex LineStart();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex($@"{Name}|\bspec(?:ification)? \d|\((?:\d{{1,2}}(?:\.\d{{1,2}})?:? )?[MWS]\d{{1,2}}\b|\(\d{{1,2}}\.\d{{1,2}}\)"
        + @"|\b(?:table|row|rules|vector|text)s? of \d{1,2}\.\d{1,2}\b")]
    private static partial Regex Unbound();
}
