using System.Buffers;
using System.Globalization;
using System.Text;

namespace LotusSeal.Lotus.Text;

/// <summary>Durations as Go prints and reads them: <c>3h12m4.3s</c>, <c>59.9s</c>, <c>1m0s</c>, <c>2.6ms</c>.</summary>
public static class DurationText
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    // Both signs for micro, as Go takes them: the micro sign that it prints, and the Greek letter.
    private static readonly (string Suffix, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("\u00b5s", 1e-6), ("\u03bcs", 1e-6), ("ms", 1e-3), ("h", 3600), ("m", 60), ("s", 1)];

    /// <summary>The text of a duration; resolution 100 ns.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        string sign = duration < TimeSpan.Zero ? "-" : "";
        long ticks = Math.Abs(duration.Ticks);
        if (ticks < TimeSpan.TicksPerMillisecond) return sign + Fraction(ticks, TimeSpan.TicksPerMicrosecond) + "µs";
        if (ticks < TimeSpan.TicksPerSecond) return sign + Fraction(ticks, TimeSpan.TicksPerMillisecond) + "ms";
        StringBuilder text = new(sign);
        long hours = ticks / TimeSpan.TicksPerHour, minutes = ticks / TimeSpan.TicksPerMinute % 60;
        if (hours > 0) text.Append(hours).Append('h');
        if (hours > 0 || minutes > 0) text.Append(minutes).Append('m');
        return text.Append(Fraction(ticks % TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond)).Append('s').ToString();
    }

    /// <summary>Parses a duration that is not negative: <c>30s</c>, <c>1h30m</c>, <c>250ms</c>, <c>0</c>.</summary>
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

    private static string Fraction(long ticks, long unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{(decimal)ticks / unit:0.#######}");

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
