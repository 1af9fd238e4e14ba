using System.Globalization;

namespace LotusSeal.Storage;

/// <summary>Sizes as people write them for <c>--max-storage</c>: <c>10TiB</c>, <c>1g</c>, <c>512</c>; units are powers of 1024.</summary>
public static class SizeText
{
    private const string Units = "kmgtpe";

    /// <summary>Parses a size in bytes; a fraction is allowed before a unit (<c>1.5TiB</c>).</summary>
    public static bool TryParse(string? text, out ulong bytes)
    {
        bytes = 0;
        if (string.IsNullOrWhiteSpace(text)) return false;
        string trimmed = text.Trim();
        int end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] == '.')) end++;
        if (!decimal.TryParse(trimmed.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)) return false;
        if (!TryScale(trimmed[end..].Trim(), out decimal scale)) return false;
        if (number > ulong.MaxValue / scale) return false;
        decimal product = number * scale;
        if (product != decimal.Truncate(product) && scale == 1) return false;
        bytes = (ulong)product;
        return true;
    }

    /// <summary>Parses a size in bytes.</summary>
    /// <exception cref="FormatException">The text is no size.</exception>
    public static ulong Parse(string text) =>
        TryParse(text, out ulong bytes) ? bytes
            : throw new FormatException($"'{text}' is no size; write for example 10TiB, 512GiB or a number of bytes.");

    private static bool TryScale(string unit, out decimal scale)
    {
        scale = 1;
        string lower = unit.ToLowerInvariant();
        if (lower is "" or "b") return true;
        int power = Units.IndexOf(lower[0], StringComparison.Ordinal);
        if (power < 0 || lower[1..] is not ("" or "b" or "ib")) return false;
        scale = 1UL << (10 * (power + 1));
        return true;
    }
}
