using System.Text;
using Spectre.Console;

namespace LotusSeal.Operator.Plugin.Output;

/// <summary>Text in columns of a terminal, in which some characters take two and some none.</summary>
internal static class Cells
{
    /// <summary>Columns that a text takes.</summary>
    public static int Width(string text) => text.GetCellWidth();

    /// <summary>The text, filled up to a width.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>
    /// Lines of a text, broken at spaces; a word that is longer than a line is broken where it must be. Without a width it is one line.
    /// </summary>
    public static IEnumerable<string> Wrap(string text, int? width)
    {
        if (width is not { } limit || Width(text) <= limit) return [text];
        int columns = Math.Max(limit, 10);
        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split(' ').SelectMany(word => Pieces(word, columns)))
        {
            if (line.Length > 0 && Width(line) + 1 + Width(word) > columns)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Pieces(string word, int columns)
    {
        StringBuilder piece = new();
        int width = 0;
        foreach (Rune rune in word.EnumerateRunes())
        {
            string text = rune.ToString();
            if (width + Width(text) > columns)
            {
                yield return piece.ToString();
                piece.Clear();
                width = 0;
            }

            piece.Append(text);
            width += Width(text);
        }

        yield return piece.ToString();
    }
}
