using System.Globalization;

namespace LotusSeal.Operator.Status;

/// <summary>Times in a status that must not move at every look.</summary>
internal static class StableTime
{
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(15);

    /// <summary>RFC 3339, whole seconds.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An estimate, up to the next quarter of an hour; what was told before stays as long as it is less than that away.</summary>
    public static string? Estimate(DateTimeOffset? now, string? before)
    {
        if (now is not { } time) return null;
        if (DateTimeOffset.TryParse(before, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset told)
            && (told - time).Duration() < Grain)
            return before;
        long grains = (time.UtcTicks + Grain.Ticks - 1) / Grain.Ticks;
        return Format(new DateTimeOffset(grains * Grain.Ticks, TimeSpan.Zero));
    }
}
