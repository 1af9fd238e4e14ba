using System.Globalization;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>Judges afterwards what was done to the pods of a pool.</summary>
internal sealed class Verdict(Writes writes, OperatorLogs logs, WorkerWatch workers, Journal journal)
{
    /// <summary>How long it may take until an API server that goes on has got through what lay before it.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    /// <summary>Everything that must not be.</summary>
    public IReadOnlyList<string> Violations() =>
    [
        .. journal.Of(JournalKind.Violation).Select(entry => entry.Text), .. logs.Alarming,
        .. BusyDeletes(), .. MadeTwice(), .. Ungrounded(), .. TooOften(), .. Strangers(),
    ];

    /// <summary>Deletions by operators, by ground and reason.</summary>
    public string Deletions => string.Join(", ", writes.DeletedByOperators.Select(Explain).GroupBy(why => why)
        .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"));

    /// <summary>Nobody who has work is deleted by an operator, by the worker's own word.</summary>
    private IEnumerable<string> BusyDeletes()
    {
        foreach (AuditEntry delete in writes.DeletedByOperators)
            if (workers.Before(delete.ObjectRef!.Name, delete.RequestReceivedTimestamp) is { Work: > 0 } answer)
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{Text(delete)}, and had {answer.Work} tasks at {answer.Asked:HH:mm:ss.fff}");
    }

    /// <summary>Between two pods of a place somebody has asked for the end of the first one.</summary>
    private IEnumerable<string> MadeTwice() =>
        from place in writes.Created.GroupBy(create => create.ObjectRef!.Name)
        from pair in place.Zip(place.Skip(1))
        where !writes.AskedToDelete.Any(delete => delete.ObjectRef!.Name == place.Key
            && delete.RequestReceivedTimestamp >= pair.First.RequestReceivedTimestamp
            && delete.RequestReceivedTimestamp <= pair.Second.RequestReceivedTimestamp)
        select $"{Text(pair.First)}, and again: {Text(pair.Second)}";

    /// <summary>Nobody fails or is lost here: workers are drained, have never begun, or were given up by a person.</summary>
    private IEnumerable<string> Ungrounded() => writes.DeletedByOperators
        .Where(delete => !Explain(delete).Contains(" for ", StringComparison.Ordinal) && !IsGivenUp(delete)).Select(delete => $"{Text(delete)}: {Explain(delete)}");

    /// <summary>Each place is given up no oftener than somebody has asked for it.</summary>
    private IEnumerable<string> TooOften()
    {
        foreach ((string reason, string change) in new[] { ("Update", "edited"), ("NodeCordoned", "cordoned"), ("Suspend", "suspended") })
        {
            int asked = Asked(change);
            IEnumerable<string> places = writes.DeletedByOperators.Where(delete => IsFor(delete, reason)).Select(delete => delete.ObjectRef!.Name);
            foreach ((string place, int times) in places.CountBy(place => place))
                if (times > asked) yield return $"{place} was deleted {times} times for {reason}, which was asked for {asked} times";
        }

        int drained = writes.DeletedByOperators.Count(delete => IsFor(delete, "Requested")), requests = Asked("drain requested");
        if (drained > requests) yield return $"{drained} workers were drained for requests, of which there were {requests}";
    }

    private int Asked(string change) => journal.Of(JournalKind.Change).Count(entry => entry.Text.Split(':')[0] == change);

    /// <summary>
    /// Who does not lead writes nothing. What was sent in time and lay with an API server that stood still comes late, and is harmless by its
    /// preconditions.
    /// </summary>
    private IEnumerable<string> Strangers()
    {
        DateTimeOffset[] thawed = [.. journal.Of(JournalKind.FaultEnd)
            .Where(entry => entry.Text.StartsWith("kube-apiserver frozen", StringComparison.Ordinal)).Select(entry => entry.Time)];
        return writes.WithoutLease().Where(write => !thawed.Any(time => (write.RequestReceivedTimestamp - time).Duration() < Late))
            .Select(write => $"without the lease: {Text(write)}");
    }

    private bool IsGivenUp(AuditEntry delete) => Explain(delete) == "Forced"
        && journal.Of(JournalKind.Change).Any(change => change.Text.StartsWith($"given up: {delete.ObjectRef!.Name}:", StringComparison.Ordinal));

    private string Explain(AuditEntry delete)
    {
        string pod = delete.ObjectRef!.Name;
        string ground = logs.GroundOf(pod, delete.StageTimestamp) ?? "nobody says why";
        bool isDrain = ground is "Drained" or "NeverRegistered" or "NotRunning";
        return isDrain && logs.ReasonOf(pod, delete.StageTimestamp) is { } reason ? $"{ground} for {reason}" : ground;
    }

    private bool IsFor(AuditEntry delete, string reason) => Explain(delete).EndsWith(" for " + reason, StringComparison.Ordinal);

    private static string Text(AuditEntry entry)
    {
        AuditEntry.AuditObject about = entry.ObjectRef!;
        return string.Create(CultureInfo.InvariantCulture, $"{entry.RequestReceivedTimestamp:HH:mm:ss.fff} {entry.User.Username.Split(':')[^1]} "
            + $"{entry.Verb} {about.Resource} {about.Name} {about.Subresource}");
    }
}
