namespace LotusSeal.Operator.Status;

/// <summary>How much of a pool its status tells, so that it stays well below what an object may have.</summary>
internal static class StatusLimits
{
    public const int Workers = 128, Jobs = 4, Message = 1024;

    /// <summary>The text, cut where it is too long.</summary>
    public static string Cut(string text) => text.Length <= Message ? text : text[..(Message - 1)] + "…";
}
