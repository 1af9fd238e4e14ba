using System.Globalization;
using System.Text;

namespace LotusSeal.Operator.Plugin.Output;

/// <summary>Words of others on a terminal. A host name of a worker, or a message of a miner, must not move the cursor or turn lines around.</summary>
internal static class PlainText
{
    /// <summary>The text as one line, without anything that a terminal would act on.</summary>
    public static string Line(string? text)
    {
        if (text is null) return "";
        StringBuilder line = new(text.Length);
        foreach (Rune rune in text.ReplaceLineEndings(" ").EnumerateRunes())
        {
            if (rune.Value == '\t') line.Append(' ');
            else if (IsHarmless(rune)) line.Append(rune.ToString());
            else line.Append('?');
        }

        return line.ToString().Trim();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        // Marks that turn the direction of what follows; joiners inside of words are of the same category and stay.
        && rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C);
}
