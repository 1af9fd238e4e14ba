using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Planning;

/// <summary>Decides which workers begin to end their work, and why.</summary>
internal sealed class DrainStarts(PoolObservation seen, IReadOnlyList<PoolWorker> workers, string revision)
{
    /// <summary>How old a pod is at least that goes for a lost GPU: one that is really broken is lost by each new pod again.</summary>
    private static readonly TimeSpan GpuPatience = TimeSpan.FromHours(1);

    private readonly List<MarkDrain> _marks = [];

    /// <summary>The marks to write. Each worker gets one at most, and the stronger reason wins: who goes for good is not made anew.</summary>
    public IReadOnlyList<MarkDrain> Decide()
    {
        TooMany();
        foreach (PoolWorker worker in workers.Where(IsFree))
        {
            // Whoever empties a node cordons it first and evicts then, which asks for a drain too: what lies in a folder of the node has to leave it.
            if (worker.IsOnCordonedNode) Mark(worker, DrainReason.NodeCordoned);
            else if (worker.Pod.IsDrainRequested || worker.Pod.IsForced) Mark(worker, DrainReason.Requested);
        }

        // A person who says that a silent node is off need not have asked for a drain before it fell silent.
        foreach (PoolWorker worker in workers.Where(worker => worker is { IsLost: true, Pod: { Drain: null, IsForced: true } } && !IsMarked(worker)))
            Mark(worker, DrainReason.Requested);
        if (!seen.IsDeleted && !seen.Pool.Spec.Suspend) Outdated();
        return _marks;
    }

    private void TooMany()
    {
        int wanted = PlaceCount.WithSurge(seen, workers, revision);
        PoolWorker[] holding = [.. workers.Where(worker => worker.HoldsPlace && !worker.Pod.IsTerminating)];
        int ending = workers.Count(worker => worker.HoldsPlace && worker.Pod.IsTerminating);
        // A pod that somebody has deleted leaves a place that need not be filled again.
        int excess = holding.Length + ending - wanted;
        DrainReason reason = seen.IsDeleted ? DrainReason.Deletion : seen.Pool.Spec.Suspend ? DrainReason.Suspend : DrainReason.ScaleDown;
        int victims = Math.Min(excess, holding.Length - Math.Max(0, wanted - ending));
        bool moves = DrainRules.HasToEvacuate(seen.Pool.Spec, reason);
        IEnumerable<PoolWorker> eligible = PlaceCount.ByLoss(holding.Where(worker => !(moves && worker.HasLeftIndex)));
        foreach (PoolWorker victim in eligible.Take(Math.Max(0, victims))) Mark(victim, reason);
    }

    /// <summary>Who cannot have a task is replaced at once; the others one after the other, while no more are missing than may be.</summary>
    private void Outdated()
    {
        SealWorkerSpec spec = seen.Pool.Spec;
        if (spec.Update.Type == UpdateType.OnDelete) return;
        PoolWorker[] outdated = [.. PlaceCount.ByLoss(workers.Where(worker => IsFree(worker) && ReasonToReplace(worker) is not null))];
        foreach (PoolWorker worker in outdated.Where(worker => worker.CannotRunTask || spec.Update.Type == UpdateType.Immediate))
            Mark(worker, ReasonToReplace(worker)!.Value);
        int desired = PlaceCount.Desired(seen), available = workers.Count(worker => worker.IsAvailable && !IsMarked(worker));
        int may = ReplicaShare.Unavailable(spec.Update.MaxUnavailable, desired) + available - desired;
        foreach (PoolWorker worker in outdated.Where(worker => !IsMarked(worker)))
        {
            // One that is missing anyway leaves no further gap.
            int gap = worker.IsAvailable ? 1 : 0;
            if (may < gap || (gap == 0 && may < 0)) continue;
            Mark(worker, ReasonToReplace(worker)!.Value);
            may -= gap;
        }
    }

    private DrainReason? ReasonToReplace(PoolWorker worker)
    {
        if (worker.Pod.Revision != revision) return DrainReason.Update;
        return worker.HasLostGpu && seen.Now - worker.Pod.Created >= GpuPatience ? DrainReason.GpuLost : null;
    }

    private bool IsFree(PoolWorker worker) => worker.IsActive && !IsMarked(worker) && (worker.IsMinerKnown || worker.CannotRunTask);

    private bool IsMarked(PoolWorker worker) => _marks.Any(mark => mark.Pod == worker.Pod.Name);

    /// <summary>A drain that was begun for another reason goes on from when it began.</summary>
    private void Mark(PoolWorker worker, DrainReason reason) =>
        _marks.Add(new MarkDrain(worker.Pod.Name, worker.Pod.Uid, reason, worker.Pod.Drain?.Started ?? seen.Now));
}
