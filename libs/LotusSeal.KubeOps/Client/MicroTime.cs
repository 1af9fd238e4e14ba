using System.Globalization;

namespace LotusSeal.KubeOps.Client;

/// <summary>
/// Times of leases and events: the server takes six digits of a second and nothing else, and the package writes none for a whole second.
/// </summary>
internal static class MicroTime
{
    /// <summary>As a field of the package's classes, in which a whole second becomes one with a microsecond.</summary>
    public static DateTime Field(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        return utc.Ticks % TimeSpan.TicksPerSecond == 0 ? utc.AddTicks(TimeSpan.TicksPerMicrosecond) : utc;
    }

    /// <summary>As text.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
