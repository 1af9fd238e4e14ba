namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>Words of the log: those of JSON-RPC as they are, and these.</summary>
internal static class CallNames
{
    /// <summary>The reason of a drain and its beginning are written on the pod; that no sector is on it is, or on its claim.</summary>
    public const string Mark = "mark", Evacuated = "evacuated", ClaimEvacuated = "claim-evacuated";

    /// <summary>A pod is made; it is deleted, with its UID as condition.</summary>
    public const string Create = "create", Delete = "delete";

    /// <summary>From here on the task may end, says the test.</summary>
    public const string LetGo = "(let-go)";

    /// <summary>The call that waits for quiet begins; it has returned; it was lost with its connection.</summary>
    public const string Wait = "WaitQuiet", Quiet = "quiet", QuietLost = "quiet-lost";

    /// <summary>The worker is fenced; it takes its paths out of the index.</summary>
    public const string Fence = "SetEnabled", Detach = "StorageDetachAll";

    /// <summary>What changes nothing, and may be asked at any time.</summary>
    public static IReadOnlySet<string> Questions { get; } = new HashSet<string>
    {
        "Version", "AuthVerify", "Session", "ProcessSession", "ActorAddress", "ActorSectorSize", "WorkerStats", "WorkerJobs", "SealingSchedDiag",
        "StorageList", "StorageInfo", "StorageLocal", "TaskTypes", "Enabled", "/jobs", "/gpus",
        // That nobody waits any more for the answer to a question.
        "xrpc.cancel",
    };

    /// <summary>Waiting for quiet, which has rules of its own.</summary>
    public static IReadOnlySet<string> Waits { get; } = new HashSet<string> { Wait, Quiet, QuietLost };

    /// <summary>What a worker or miner is told, and told again when it does not answer in time.</summary>
    public static IReadOnlySet<string> Tellings { get; } = new HashSet<string> { "TaskDisable", Fence, Detach, "SealingAbort", "StorageDetach" };

    /// <summary>What a worker that is given up is told only if it answers, and what the miner is told in its place.</summary>
    public static IReadOnlySet<string> IfItAnswers { get; } = new HashSet<string> { Fence, Detach, "StorageDetach" };

    /// <summary>What is said of one thing after the other.</summary>
    public static IReadOnlySet<string> ForEach { get; } = new HashSet<string> { "TaskDisable", "SealingAbort", "StorageDetach" };
}
