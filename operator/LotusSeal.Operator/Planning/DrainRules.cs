using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Planning;

/// <summary>What the specification of a pool says about every drain (spec/operator.md 6.7).</summary>
public static class DrainRules
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromHours(12);

    /// <summary>Whether sectors have to leave before the pod may go.</summary>
    public static bool HasToEvacuate(SealWorkerSpec spec, DrainReason reason)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Storage.Sealing is not { } sealing || spec.Drain.Evacuate == EvacuatePolicy.Never) return false;
        if (spec.Drain.Evacuate == EvacuatePolicy.Always || sealing.EmptyDir is not null) return true;
        // A folder of a node does not follow the pod to the next one.
        return reason is DrainReason.ScaleDown or DrainReason.Deletion || (sealing.HostPath is not null && reason == DrainReason.NodeCordoned);
    }

    /// <summary>Whether a drain goes on for longer than it should.</summary>
    public static bool IsLate(PoolObservation seen, DrainMark mark)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(mark);
        return seen.Now - mark.Started > Times.Of(seen.Pool.Spec.Drain.Timeout, UsualTimeout);
    }

    /// <summary>Whether a drained worker is given up with what it has: by a person, or as the specification says.</summary>
    public static bool IsGivenUp(PoolObservation seen, ObservedPod pod)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(pod);
        if (pod.Drain is not { } mark) return false;
        SealWorkerSpec spec = seen.Pool.Spec;
        return pod.IsForced
            || (mark.Reason == DrainReason.Update && spec.Update.Type == UpdateType.Immediate)
            || (spec.Drain.OnTimeout == DrainTimeoutAction.Force && IsLate(seen, mark));
    }
}
