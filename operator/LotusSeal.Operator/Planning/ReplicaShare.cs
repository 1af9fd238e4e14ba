using System.Globalization;
using k8s.Models;

namespace LotusSeal.Operator.Planning;

/// <summary>Reads a number of replicas that may be given as a percentage.</summary>
internal static class ReplicaShare
{
    /// <summary>How many may be missing: rounded down, one at least unless it is zero.</summary>
    public static int Unavailable(IntOrString value, int replicas) => Percent(value) is { } percent
        ? percent == 0 ? 0 : Math.Max(1, replicas * percent / 100) : Number(value);

    /// <summary>How many there may be above: rounded up.</summary>
    public static int Surge(IntOrString value, int replicas) =>
        Percent(value) is { } percent ? (replicas * percent + 99) / 100 : Number(value);

    private static int? Percent(IntOrString value) => value.Value.EndsWith('%') ? Parse(value.Value[..^1]) : null;

    private static int Number(IntOrString value) => Parse(value.Value);

    private static int Parse(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
