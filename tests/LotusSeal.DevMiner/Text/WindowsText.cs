using System.Globalization;
using LotusSeal.DevMiner.Spacetime;
using LotusSeal.Lotus.Text;

namespace LotusSeal.DevMiner.Text;

/// <summary>The text of <c>proving list</c>.</summary>
public static class WindowsText
{
    private static readonly string[] Header = ["Window", "Opened", "Took", "Outcome"];

    /// <summary>One line a window.</summary>
    public static string List(IEnumerable<WindowRecord> windows) => TextTable.Format([Header, .. windows.Select(Row)]);

    /// <summary>What became of a window.</summary>
    public static string Outcome(WindowRecord window)
    {
        string outcome = window.Closed is null ? "open" : window.Error.Length > 0 ? "not proved"
            : $"proved {Sectors(window.Proved)} in {Count(window.Partitions, "partition")}, {Verdict(window.Verified)}";
        string skipped = window.Skipped.Count > 0 ? $"; skipped {Sectors(window.Skipped)}" : "";
        return outcome + skipped + (window.Error.Length > 0 ? $": {window.Error}" : "");
    }

    /// <summary>Whether a proof was looked at.</summary>
    public static string Verdict(bool verified) => verified ? "verified" : "not verified: no key";

    private static string[] Row(WindowRecord window) =>
    [
        window.Number.ToString(CultureInfo.InvariantCulture),
        window.Opened.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        window.Closed is { } closed ? DurationText.Format(TimeSpan.FromMilliseconds(Math.Round((closed - window.Opened).TotalMilliseconds))) : "",
        Outcome(window),
    ];

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Sectors(IReadOnlyList<ulong> numbers) =>
        $"{(numbers.Count == 1 ? "sector" : "sectors")} {string.Join(", ", numbers)}";
}
