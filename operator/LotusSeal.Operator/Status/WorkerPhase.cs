using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Status;

/// <summary>The phase of a worker (spec/operator.md 6.3).</summary>
public static class WorkerPhase
{
    public const string Pending = "Pending", Starting = "Starting", Registered = "Registered", Busy = "Busy", Disabled = "Disabled",
        Draining = "Draining", Drained = "Drained", Failed = "Failed", Lost = "Lost";

    /// <summary>The phase of a pod with what the miner knows of it.</summary>
    public static string Of(PoolWorker worker, DrainStep? drain)
    {
        ArgumentNullException.ThrowIfNull(worker);
        if (worker.IsLost) return Lost;
        if (worker.Pod.HasEnded) return Failed;
        if (worker.Pod.Drain is not null || worker.Pod.IsTerminating)
            return worker.Pod.IsTerminating || drain is { Stage: DrainStage.Delete } ? Drained : Draining;
        if (!worker.Pod.IsRunning) return Pending;
        return (worker.Stats, worker.HasWork) switch
        {
            // As long as the miner is not known, what it said last of the worker is the best guess.
            (null, _) => !worker.IsMinerKnown && worker.Pod.Registered is not null ? Registered : Starting,
            ({ Enabled: false }, _) => Disabled,
            (_, true) => Busy,
            _ => Registered,
        };
    }
}
