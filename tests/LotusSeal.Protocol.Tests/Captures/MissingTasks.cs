namespace LotusSeal.Protocol.Tests.Captures;

/// <summary>
/// The tasks that our worker cannot do yet, and Commit2, for which a play has no parameters. Their calls are skipped as long as the worker does not offer them; a task that is not listed here
/// must be offered and is always played.
/// </summary>
internal static class MissingTasks
{
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "seal/v0/commit/2",
        "seal/v0/replicaupdate",
        "seal/v0/provereplicaupdate/1",
        "seal/v0/provereplicaupdate/2",
        "seal/v0/finalize/replicaupdate",
        "seal/v0/regensectorkey",
    };
}
