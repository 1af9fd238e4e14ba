namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>What was written in a namespace, by whom, as the API server has recorded it.</summary>
internal sealed class Writes
{
    private const string Pods = "pods", Leases = "leases", Create = "create", Delete = "delete";

    private readonly string _namespace, _pool;
    private readonly AuditEntry[] _all;

    /// <summary>Reads the record.</summary>
    /// <param name="log">Its lines.</param>
    /// <param name="namespace">The namespace.</param>
    /// <param name="pool">The pool whose workers count.</param>
    public Writes(IEnumerable<string> log, string @namespace, string pool)
    {
        (_namespace, _pool) = (@namespace, pool);
        // A server that was killed may have left half a line.
        _all = [.. log.Where(line => line.StartsWith('{') && line.EndsWith('}')).Select(AuditEntry.Read)
            .Where(entry => entry.ObjectRef?.Namespace == @namespace).OrderBy(entry => entry.RequestReceivedTimestamp)];
    }

    /// <summary>Worker pods that were made.</summary>
    public IReadOnlyList<AuditEntry> Created => [.. _all.Where(entry => entry.IsDone && entry.Verb == Create && IsWorker(entry))];

    /// <summary>Worker pods whose deletion operators have begun.</summary>
    public IReadOnlyList<AuditEntry> DeletedByOperators =>
        [.. _all.Where(entry => entry.IsDone && entry.Verb == Delete && IsWorker(entry) && IsOperator(entry))];

    /// <summary>Requests to delete a worker pod by people and operators, whatever became of them.</summary>
    public IReadOnlyList<AuditEntry> AskedToDelete => [.. _all.Where(entry => entry is { Stage: "RequestReceived", Verb: Delete }
        && IsWorker(entry) && (IsOperator(entry) || !entry.User.Username.StartsWith("system:", StringComparison.Ordinal)))];

    /// <summary>Writes of an operator that did not hold the lease: it was another one's when they came.</summary>
    public IEnumerable<AuditEntry> WithoutLease()
    {
        string holder = "";
        // A lease is another one's from when that was written on.
        foreach (AuditEntry entry in _all.Where(entry => entry.IsDone && IsOperator(entry)).OrderBy(Time))
        {
            if (entry.IsOf(Leases, _namespace)) holder = entry.User.Username;
            else if (entry.User.Username != holder) yield return entry;
        }
    }

    private static DateTimeOffset Time(AuditEntry entry) =>
        entry.ObjectRef!.Resource == Leases ? entry.StageTimestamp : entry.RequestReceivedTimestamp;

    private bool IsOperator(AuditEntry entry) =>
        entry.User.Username.StartsWith($"system:serviceaccount:{_namespace}:operator-", StringComparison.Ordinal);

    private bool IsWorker(AuditEntry entry) =>
        entry.IsOf(Pods, _namespace) && entry.ObjectRef!.Name.StartsWith(_pool + "-", StringComparison.Ordinal);
}
