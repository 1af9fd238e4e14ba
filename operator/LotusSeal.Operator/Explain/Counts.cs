using System.Globalization;

namespace LotusSeal.Operator.Explain;

/// <summary>Numbers of things.</summary>
public static class Counts
{
    /// <summary>Such as <c>1 task</c> and <c>2 tasks</c>.</summary>
    public static string Of(int count, string thing) => string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");
}
