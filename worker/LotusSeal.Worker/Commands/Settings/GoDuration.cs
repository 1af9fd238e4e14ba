using System.Buffers;
using System.Globalization;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary>Durations as Lotus writes them: <c>30s</c>, <c>1h30m</c>, <c>250ms</c>, <c>0</c>.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly (string Suffix, double Seconds)[] Units = [("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("h", 3600), ("m", 60), ("s", 1)];

    /// <summary>Parses a duration that is not negative.</summary>
    /// <exception cref="FormatException">The text is no such duration.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "0") return TimeSpan.Zero;
        if (text.Length == 0) throw Malformed(text);
        double seconds = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
                throw Malformed(text);
            rest = rest[digits..];
            (string suffix, double unit) = UnitOf(rest);
            if (suffix.Length == 0) throw Malformed(text);
            seconds += value * unit;
            rest = rest[suffix.Length..];
        }

        if (seconds > TimeSpan.MaxValue.TotalSeconds / 2) throw Malformed(text);
        return TimeSpan.FromSeconds(seconds);
    }

    private static (string Suffix, double Seconds) UnitOf(ReadOnlySpan<char> text)
    {
        foreach ((string suffix, double seconds) in Units)
        {
            if (text.StartsWith(suffix, StringComparison.Ordinal)) return (suffix, seconds);
        }

        return ("", 0);
    }

    private static FormatException Malformed(string text) => new($"'{text}' is not a duration such as 30s, 5m or 1h30m.");
}
