using System.Globalization;
using System.Text;

namespace LotusSeal.Lotus.Text;

/// <summary>Durations as Go prints them: <c>3h12m4.3s</c>, <c>59.9s</c>, <c>1m0s</c>, <c>2.6ms</c>.</summary>
public static class DurationText
{
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

    private static string Fraction(long ticks, long unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{(decimal)ticks / unit:0.#######}");
}
