using LotusSeal.Operator.Explain;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>A pool as <c>GET /pools</c> tells of it.</summary>
internal sealed record PoolSight
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>Why it is ready or not, in one word; null while the operator has not looked at it.</summary>
    public required string? Phase { get; init; }

    public required bool Paused { get; init; }

    public required bool Suspended { get; init; }

    public required bool Deleting { get; init; }

    /// <summary>Whether what follows is about the present specification.</summary>
    public required bool Current { get; init; }

    /// <summary>Workers that there should be.</summary>
    public required int Wanted { get; init; }

    public required int Ready { get; init; }

    public required int Busy { get; init; }

    public required int Draining { get; init; }

    public required int Failed { get; init; }

    /// <summary>Tasks that run, and tasks in the miner's queue that it could take.</summary>
    public required int RunningTasks { get; init; }

    public required int QueuedTasks { get; init; }

    public required int Gpus { get; init; }

    public required MinerSight Miner { get; init; }

    public required IReadOnlyList<ConditionSight> Conditions { get; init; }

    /// <summary>What keeps it from work, as <c>kubectl seal why</c> says it.</summary>
    public required IReadOnlyList<Finding> Why { get; init; }

    public required IReadOnlyList<PodSight> Workers { get; init; }

    /// <summary>Workers of the miner that are none of this pool's.</summary>
    public required int OtherWorkers { get; init; }

    /// <summary>Workers for which the status has no room.</summary>
    public required int WorkersOmitted { get; init; }
}
