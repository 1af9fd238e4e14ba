using System.Buffers;
using System.Globalization;

namespace LotusSeal.Lotus.Text;

/// <summary>
/// Sizes as Lotus prints them (binary units, four significant digits, <c>0 B</c> for nothing; protocol spec 6) and reads them (binary units,
/// whatever the spelling: <c>10TiB</c>, <c>10TB</c>, <c>10 t</c> are all 10·1024^4; protocol spec 1.4).
/// </summary>
public static class SizeText
{
    private const string Prefixes = "KMGTPE";
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB"];
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>The text of a number of bytes, for instance <c>18.1 GiB</c>.</summary>
    public static string Format(ulong bytes)
    {
        if (bytes == 0) return "0 B";
        decimal value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit + 1 < Units.Length; unit++) value /= 1024;
        int decimals = value switch { >= 1000 => 0, >= 100 => 1, >= 10 => 2, _ => 3 };
        // Half to even is what C-style formatting does with a value that lies exactly between two texts.
        decimal rounded = Math.Round(value, decimals, MidpointRounding.ToEven);
        return string.Create(CultureInfo.InvariantCulture, $"{rounded:0.###} {Units[unit]}");
    }

    /// <summary>As <see cref="Format(ulong)"/>; a negative number, which a confused peer may send, gets a sign.</summary>
    public static string Format(long bytes) => bytes < 0 ? $"-{Format((ulong)-bytes)}" : Format((ulong)bytes);

    /// <summary>Parses a size in bytes; a fraction is allowed before a unit (<c>1.5TiB</c>) and cut to whole bytes.</summary>
    /// <exception cref="FormatException">The text is no size, or one of 8 EiB and more.</exception>
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
        if (prefix < 0 && !decimal.IsInteger(value)) throw Malformed(text);
        decimal scale = 1UL << (10 * (prefix + 1));
        return value <= long.MaxValue / scale ? (ulong)(value * scale) : throw Malformed(text);
    }

    private static FormatException Malformed(string text) => new($"'{text}' is not a size such as 2048, 512MiB or 10TiB.");
}
