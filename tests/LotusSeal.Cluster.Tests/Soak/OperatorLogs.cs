using System.Globalization;
using System.Text.RegularExpressions;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>What the operators say that they do, all of them together in the order of time.</summary>
internal sealed partial class OperatorLogs
{
    private readonly List<(DateTimeOffset Time, string Pod, string Reason)> _marks = [], _deletes = [];

    /// <summary>Reads what operators have printed about a pool.</summary>
    /// <param name="pool">Its name.</param>
    /// <param name="logs">One text of each operator.</param>
    public OperatorLogs(string pool, params IEnumerable<string> logs)
    {
        string[] lines = [.. logs.SelectMany(log => log.Split('\n'))];
        foreach (string line in lines)
        {
            if (Mark().Match(line) is { Success: true } mark) _marks.Add(Read(mark));
            else if (Emptier().Match(line) is { Success: true } made) _marks.Add(Read(made, pool + "-"));
            else if (Delete().Match(line) is { Success: true } delete) _deletes.Add(Read(delete));
        }

        Alarming = [.. lines.Where(line => Alarms().IsMatch(line))];
        Leaders = lines.Count(line => line.Contains(" leads (", StringComparison.Ordinal));
        _marks.Sort();
        _deletes.Sort();
    }

    /// <summary>Lines that must not be there: jobs given up, errors, ends by exceptions.</summary>
    public IReadOnlyList<string> Alarming { get; }

    /// <summary>How often one of them began to lead.</summary>
    public int Leaders { get; }

    /// <summary>Why a pod was drained that was deleted at a moment; null when it was not.</summary>
    public string? ReasonOf(string pod, DateTimeOffset deleted) => Last(_marks, pod, deleted);

    /// <summary>The ground on which a pod was deleted at a moment; null when nobody says that it was.</summary>
    public string? GroundOf(string pod, DateTimeOffset deleted) => Last(_deletes, pod, deleted);

    private static string? Last(List<(DateTimeOffset Time, string Pod, string Reason)> all, string pod, DateTimeOffset until) =>
        all.LastOrDefault(one => one.Pod == pod && one.Time <= until).Reason;

    private static (DateTimeOffset Time, string Pod, string Reason) Read(Match match, string prefix = "") =>
        (DateTimeOffset.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), prefix + match.Groups[2].Value, match.Groups[3].Value);

    [GeneratedRegex(@"^(\S+Z) .*: pod (\S+) begins to end its work \((\w+)\)")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^(\S+Z) .*: pod (\d+) is made \(.*\) and begins to end its work \((\w+)\)")]
    private static partial Regex Emptier();

    [GeneratedRegex(@"^(\S+Z) .*: pod (\S+) is deleted \((\w+)\)")]
    private static partial Regex Delete();

    [GeneratedRegex(@": given up are |^\S+Z (fail|crit): |[Uu]nhandled exception|Fatal|   at \w+\.")]
    private static partial Regex Alarms();
}
