namespace LotusSeal.Cuda.Telemetry;

/// <summary>Names and words for <see cref="ClockLimits"/>.</summary>
public static class ClockLimitsText
{
    private static readonly (ClockLimits Limit, string Name, string Words)[] All =
    [
        (ClockLimits.Idle, "idle", "nothing to do"),
        (ClockLimits.Settings, "settings", "clocks set for applications"),
        (ClockLimits.PowerLimit, "power_limit", "the power limit"),
        (ClockLimits.Slowdown, "slowdown", "a slowdown by the board"),
        (ClockLimits.SyncBoost, "sync_boost", "the clock of its group"),
        (ClockLimits.Heat, "heat", "heat"),
        (ClockLimits.HeatSlowdown, "heat_slowdown", "a slowdown by the board for heat"),
        (ClockLimits.PowerBrake, "power_brake", "the power supply"),
        (ClockLimits.Display, "display", "a display"),
    ];

    /// <summary>Every name: what a label may take.</summary>
    public static IEnumerable<string> Names => All.Select(row => row.Name);

    /// <summary>The names of what is set.</summary>
    public static IReadOnlyList<string> NamesOf(ClockLimits limits) => [.. All.Where(row => limits.HasFlag(row.Limit)).Select(row => row.Name)];

    /// <summary>For a person; bits that have no name here are left out.</summary>
    /// <param name="names">Names of <see cref="NamesOf"/>.</param>
    public static string Words(IReadOnlyList<string> names) =>
        string.Join(", ", All.Where(row => names.Contains(row.Name)).Select(row => row.Words));
}
