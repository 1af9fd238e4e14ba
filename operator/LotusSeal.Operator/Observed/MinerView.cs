using LotusSeal.Lotus.Types;

namespace LotusSeal.Operator.Observed;

/// <summary>What a miner said at one time.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Address of its actor.</param>
/// <param name="Session">Its session.</param>
/// <param name="Workers">Workers by session.</param>
/// <param name="Jobs">Jobs by session; those of a worker that the miner does not know any more are under the zero UUID.</param>
/// <param name="Paths">Its index of storage.</param>
public sealed record MinerView(
    DateTimeOffset At,
    string Actor,
    Guid Session,
    IReadOnlyDictionary<Guid, WorkerStats> Workers,
    IReadOnlyDictionary<Guid, IReadOnlyList<WorkerJob>> Jobs,
    IReadOnlyList<MinerPath> Paths)
{
    /// <summary>Size of its sectors, as people write it.</summary>
    public string SectorSize { get; init; } = "";

    /// <summary>Version of its program.</summary>
    public string Version { get; init; } = "";

    /// <summary>Its queue; null when it was not asked.</summary>
    public SchedulerView? Scheduler { get; init; }
}
