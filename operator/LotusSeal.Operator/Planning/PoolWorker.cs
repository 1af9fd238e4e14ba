using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Planning;

/// <summary>A pod with what the miner knows of the worker in it.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="IsMinerKnown">Whether the miner was asked; without it nothing below says anything.</param>
public sealed record PoolWorker(ObservedPod Pod, bool IsMinerKnown)
{
    /// <summary>Sessions of workers that the miner lists by its name.</summary>
    public IReadOnlyList<Guid> Sessions { get; init; } = [];

    /// <summary>What the miner lists for the newest of them.</summary>
    public WorkerStats? Stats { get; init; }

    /// <summary>Jobs that run, are prepared or assigned, or whose result the miner waits for after a restart.</summary>
    public IReadOnlyList<WorkerJob> Jobs { get; init; } = [];

    /// <summary>
    /// Jobs of earlier sessions that the worker, which the miner has in a new one, says it does not have: their call store is gone, and nobody will
    /// ever return them.
    /// </summary>
    public IReadOnlyList<WorkerJob> Orphans { get; init; } = [];

    /// <summary>Its paths that are in the miner's index.</summary>
    public IReadOnlyList<MinerPath> Paths { get; init; } = [];

    /// <summary>Whether it has a path that is not in the index, so that nobody knows what is on it.</summary>
    public bool HasUnlistedPath => Pod.Answer?.Paths?.Any(id => Paths.All(path => path.Id != id)) == true;

    /// <summary>Whether its node is gone, so that its process cannot be asked or stopped.</summary>
    public bool IsLost { get; init; }

    /// <summary>Whether nothing new is to run on its node.</summary>
    public bool IsOnCordonedNode { get; init; }

    /// <summary>Whether it has lost a GPU.</summary>
    public bool HasLostGpu => Pod.Answer is { LostGpus.Count: > 0 };

    /// <summary>Which GPUs it has lost, and why, in words.</summary>
    public string LostGpus => $"{Pod.Name} does not use "
        + string.Join("; ", (Pod.Answer?.LostGpus ?? []).Select(gpu => $"{gpu.Gpu} any more: {gpu.Reason}"));

    public bool IsListed => Stats is not null;

    /// <summary>Tasks that the miner counts for it.</summary>
    public int Counted => Stats?.TaskCounts?.Values.Sum() ?? 0;

    public bool HasWork => Jobs.Count > 0 || Counted > 0;

    /// <summary>Distinct sectors with a file on it.</summary>
    public int Sectors => Paths.SelectMany(path => path.Sectors).Distinct().Count();

    /// <summary>
    /// Whether there may be sectors on it that were not there when it was fenced: a process that was started anew has no fence, and may be given a
    /// task before anybody looks.
    /// </summary>
    public bool MayHoldAgain => Pod.Answer is { IsEnabled: true } || HasWork || Sectors > 0;

    /// <summary>Whether it works and takes work: neither drained, nor ending, ended or lost.</summary>
    public bool IsActive => Pod.Drain is null && !Pod.IsTerminating && !Pod.HasEnded && !IsLost;

    /// <summary>Whether the miner reaches it and its own probe is good.</summary>
    public bool IsAvailable => IsActive && Pod.IsReady && IsReached;

    /// <summary>Whether the pool is not suspended any more, so that what was drained for that comes back.</summary>
    public bool IsResumed { get; init; }

    /// <summary>Whether it holds a place in the pool: it is there, or a pod of its ordinal will be.</summary>
    public bool HoldsPlace => !IsLost && (Pod.Drain is null || Pod.Drain.ComesBack || (IsResumed && Pod.Drain.Reason == DrainReason.Suspend));

    /// <summary>
    /// Whether its drain has taken its paths out of the index without moving sectors, because it was to come back: now nobody can tell what is on it,
    /// so it has to come back. It knows that before the miner is asked again.
    /// </summary>
    public bool HasLeftIndex => Pod is { Drain: not null, IsEvacuated: false, Answer: { IsEnabled: false, Paths: null or { Count: 0 } } answer }
        && (answer.Paths is not null || Paths.Count == 0);

    /// <summary>
    /// Whether the miner reaches its process. What the pod says may be behind, where a kubelet or API server stood still: the process runs all the
    /// same.
    /// </summary>
    public bool IsReached => Stats is { Enabled: true };

    /// <summary>Whether no task can run in it: its process never began, or has ended.</summary>
    public bool CannotRunTask => (Pod.NeverRegistered && !IsReached) || (Pod.HasEnded && !IsLost);
}
