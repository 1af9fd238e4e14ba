using System.Globalization;

namespace LotusSeal.Operator.Explain;

/// <summary>Times as people read them in a list: how long ago, how long still.</summary>
public static class Ages
{
    /// <summary>The two largest units: <c>45s</c>, <c>12m</c>, <c>3h12m</c>, <c>2d4h</c>.</summary>
    public static string Text(TimeSpan span)
    {
        TimeSpan length = span < TimeSpan.Zero ? TimeSpan.Zero : span;
        FormattableString text = length switch
        {
            { TotalMinutes: < 1 } => $"{length.Seconds}s",
            { TotalHours: < 1 } => $"{length.Minutes}m",
            { TotalDays: < 1 } => $"{length.Hours}h{length.Minutes}m",
            _ => $"{(int)length.TotalDays}d{length.Hours}h",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>How long ago a time was; empty where it is none.</summary>
    /// <param name="time">RFC 3339, or null.</param>
    /// <param name="now">The present.</param>
    public static string Since(string? time, DateTimeOffset now) => Parse(time) is { } at ? Text(now - at) : "";

    /// <summary>How long a time is still away; <c>due</c> when it has passed, empty where it is none.</summary>
    public static string Until(string? time, DateTimeOffset now) => Parse(time) is not { } at ? "" : at > now ? $"in {Text(at - now)}" : "due";

    /// <summary>The same in a sentence about something that ends then; empty where it is no time.</summary>
    public static string Ending(string? time, DateTimeOffset now) => Until(time, now) switch
    {
        "" => "",
        "due" => "should have ended by now",
        string until => $"ends {until}",
    };

    private static DateTimeOffset? Parse(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at : null;
}
