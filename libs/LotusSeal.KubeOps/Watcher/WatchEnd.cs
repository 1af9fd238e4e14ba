namespace LotusSeal.KubeOps.Watcher;

/// <summary>Why a watch ended, as the label <c>reason</c> has it.</summary>
internal static class WatchEnd
{
    /// <summary>The server ended it, as it was asked to or because the schema changed.</summary>
    public const string Closed = "closed";

    /// <summary>Its version is too old: list anew.</summary>
    public const string Expired = "expired";

    /// <summary>Nothing came for too long.</summary>
    public const string Idle = "idle";

    /// <summary>The connection broke, or none could be made.</summary>
    public const string Disconnected = "disconnected";

    /// <summary>What came made no sense.</summary>
    public const string Broken = "broken";

    /// <summary>The server refused.</summary>
    public const string Refused = "refused";

    /// <summary>All of them, so that each has its series from the start.</summary>
    public static IReadOnlyList<string> All { get; } = [Closed, Expired, Idle, Disconnected, Broken, Refused];
}
