using k8s.Models;

namespace LotusSeal.Operator.Validation;

/// <summary>Reads quantities of Kubernetes, such as <c>4Ti</c> or <c>1500m</c>.</summary>
internal static class Quantities
{
    /// <summary>Below zero, zero or above, as the first is smaller, equal or larger.</summary>
    /// <exception cref="FormatException">One of them is no quantity.</exception>
    public static int Compare(string first, string second) => Parse(first).CompareTo(Parse(second));

    /// <summary>The number of units: bytes, processors.</summary>
    /// <exception cref="FormatException">The text is no quantity.</exception>
    public static decimal Parse(string text) => TryParse(text) ?? throw new FormatException($"'{text}' is not a quantity such as 16, 500m or 4Ti");

    /// <summary>The number of units, or null when the text is no quantity.</summary>
    public static decimal? TryParse(string text)
    {
        try
        {
            return new ResourceQuantity(text).ToDecimal();
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
