using System.Buffers;
using System.Globalization;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary>Sizes with binary units, whatever the spelling: <c>10TiB</c>, <c>10TB</c>, <c>10 t</c> are all 10·1024^4 (protocol spec 1.4).</summary>
public static class BinarySize
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private const string Prefixes = "KMGTPE";

    /// <summary>Parses a size in bytes.</summary>
    /// <exception cref="FormatException">The text is no such size.</exception>
    public static ulong Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int digits = trimmed.AsSpan().IndexOfAnyExcept(Digits);
        string number = digits < 0 ? trimmed : trimmed[..digits];
        string unit = digits < 0 ? "" : trimmed[digits..].Trim().ToUpperInvariant();
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)) throw Malformed(text);

        int prefix = unit.Length == 0 ? -1 : Prefixes.IndexOf(unit[0], StringComparison.Ordinal);
        string tail = prefix < 0 ? unit : unit[1..];
        if (tail is not ("" or "B" or "IB") || (tail == "IB" && prefix < 0)) throw Malformed(text);
        decimal scale = 1UL << (10 * (prefix + 1));
        return value <= long.MaxValue / scale ? (ulong)(value * scale) : throw Malformed(text);
    }

    private static FormatException Malformed(string text) => new($"'{text}' is not a size such as 2048, 512MiB or 10TiB.");
}
