using LotusSeal.Sealing.Memory;

namespace LotusSeal.Worker.Observability;

/// <summary>One job as <c>GET /jobs</c> shows it.</summary>
/// <param name="Call">Key of the call: miner, number and UUID. A call whose caller waits for the answer, as for proofs of spacetime, has one of this
/// worker's making.</param>
/// <param name="Miner">Miner actor id.</param>
/// <param name="Sector">Sector number.</param>
/// <param name="Task">Long task name.</param>
/// <param name="ShortTask">Short task name.</param>
/// <param name="State"><see cref="QueuedState"/>, <see cref="RunningState"/>, <see cref="JoinedState"/> or <see cref="UndeliveredState"/>.</param>
/// <param name="Step">What is done now, for instance <c>layer 3/11</c>, which call is waited for, joined or superseded, or that no place is free;
/// empty when unknown.</param>
/// <param name="Done">Units done over the whole task.</param>
/// <param name="Total">Units of the whole task, 0 when unknown.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="RatePerSecond">Units a second since the work began, 0 when unknown.</param>
/// <param name="EtaSeconds">Seconds that are left at that rate, or null.</param>
/// <param name="AgeSeconds">Seconds since the call was accepted.</param>
/// <param name="RunningSeconds">Seconds since the work began, or null.</param>
public sealed record JobReport(
    string Call, ulong Miner, ulong Sector, string Task, string ShortTask, string State, string Step, ulong Done, ulong Total, string Unit,
    double RatePerSecond, double? EtaSeconds, double AgeSeconds, double? RunningSeconds)
{
    /// <summary>Number of the partition of a window proof, whose sector number means nothing; null for all others.</summary>
    public int? Partition { get; init; }

    /// <summary>Why the miner has not taken the result, as it was at the last attempt; null before one, and in other states.</summary>
    public string? Problem { get; init; }

    /// <summary>How often the result was offered to the miner.</summary>
    public int Attempts { get; init; }

    /// <summary>State of a call that waits for its turn.</summary>
    public const string QueuedState = "queued";

    /// <summary>State of a call that is worked on.</summary>
    public const string RunningState = "running";

    /// <summary>State of a call that gets the result of an equal one.</summary>
    public const string JoinedState = "joined";

    /// <summary>State of a call whose result waits for the miner.</summary>
    public const string UndeliveredState = "undelivered";
}

/// <summary>The body of <c>GET /jobs</c>.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="Session">Its session.</param>
/// <param name="Enabled">False after <c>SetEnabled(false)</c>.</param>
/// <param name="Jobs">Oldest first.</param>
/// <param name="Miner">Where the miner is looked for, or null when nothing is known of it.</param>
/// <param name="MinerProblem">Why the worker is not registered with it, or null when it is.</param>
public sealed record JobList(string Worker, Guid Session, bool Enabled, IReadOnlyList<JobReport> Jobs, string? Miner = null,
    string? MinerProblem = null)
{
    /// <summary>Every task of the protocol, in the order of their flags: what is offered, and why not.</summary>
    public IReadOnlyList<TaskReport> Tasks { get; init; } = [];

    /// <summary>What the chosen tasks of proofs work with; none before the miner is found.</summary>
    public IReadOnlyList<ProofTaskReport> Proofs { get; init; } = [];

    /// <summary>The cores on which PreCommit1 labels; null before the miner is found.</summary>
    public LabelCoreReport? LabelCores { get; init; }

    /// <summary>The pages behind the layers that are labelled now, all together; null without any.</summary>
    public PageUse? Layers { get; init; }

    /// <summary>Seconds since the last call ended, or since the worker began to take calls; null while one is open and before that.</summary>
    public double? QuietSeconds { get; init; }
}
