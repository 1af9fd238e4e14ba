namespace LotusSeal.Protocol.Tests.Captures;

/// <summary>
/// The tasks for which a usual play has no parameters, so that our worker does not offer them. Their calls are skipped as long as it does not,
/// and played by ProofReplayTests; a task that is not listed here must be offered and is always played.
/// </summary>
internal static class MissingTasks
{
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "seal/v0/commit/2",
        "seal/v0/provereplicaupdate/2",
    };
}
