using System.Globalization;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Status;

/// <summary>Makes the conditions of a pool, with reasons in one word and in plain words (spec/operator.md 6.3).</summary>
internal sealed class Conditions(PoolObservation seen, PoolPlan plan)
{
    private const string True = "True", False = "False", Unknown = "Unknown";

    /// <summary>The conditions, in a fixed order. The time of one moves only with its status.</summary>
    public IList<PoolCondition> Make() =>
        [Stamp("Ready", Ready()), Stamp("MinerReachable", Miner()), Stamp("CredentialsValid", Credentials()), Stamp("Progressing", Progressing()),
            Stamp("Draining", Draining()), Stamp("Degraded", Degraded())];

    private Verdict Ready()
    {
        switch (plan.Verdict)
        {
            case PoolVerdict.Invalid: return new(False, "InvalidSpec", plan.Check.Message);
            case PoolVerdict.Paused: return new(Unknown, "Paused", "the annotation lotusseal.io/paused stops the operator from doing anything");
            case PoolVerdict.MinerChanged: return new(False, "MinerChanged", MinerChanged());
        }

        if (seen.IsDeleted) return new(False, "Deleting", Invariant($"{plan.Workers.Count} pods are left; {Draining().Message}"));
        int desired = PlaceCount.Desired(seen), ready = plan.Workers.Count(worker => worker.IsAvailable);
        int updated = plan.Workers.Count(worker => worker.IsAvailable && worker.Pod.Revision == plan.Revision);
        if (seen.Pool.Spec.Suspend) return new(False, "Suspended", Invariant($"suspended; {plan.Workers.Count} pods are left"));
        if (seen.Credentials.Kind is not (CredentialKind.Valid or CredentialKind.Unknown))
            return new(False, "CredentialsInvalid", seen.Credentials.Message);
        if (seen.Miner is null) return new(False, "MinerUnreachable", seen.MinerProblem?.Message ?? "the miner was not asked yet");
        if (updated < ready && seen.Pool.Spec.Update.Type != UpdateType.OnDelete)
            return new(ready >= desired ? True : False, "Updating", Invariant($"{updated} of {desired} workers are of the present specification"));
        return ready >= desired
            ? new(True, "AllWorkersRegistered", Invariant($"all {desired} workers are registered at the miner"))
            : new(False, "WorkersStarting", Invariant($"{ready} of {desired} workers are registered at the miner"));
    }

    private Verdict Miner()
    {
        if (plan.Verdict == PoolVerdict.MinerChanged) return new(False, "MinerChanged", MinerChanged());
        if (seen.MinerProblem is { } problem) return new(False, problem.Kind.ToString(), problem.Message);
        return seen.Miner is { } miner
            ? new(True, "Reachable", $"miner {miner.Actor} answers at {seen.Pool.Spec.Miner.Address}")
            : new(Unknown, "DialFailed", "the miner was not asked yet");
    }

    private string MinerChanged() => new MinerChange(seen.Pool.Status?.Miner?.Actor ?? "", seen.Miner?.Actor ?? "").Message;

    private Verdict Credentials() => seen.Credentials.Kind switch
    {
        CredentialKind.Unknown => new(Unknown, "Unknown", seen.Credentials.Message),
        CredentialKind.Valid => new(True, "Valid", seen.Credentials.Message),
        CredentialKind kind => new(False, kind.ToString(), seen.Credentials.Message),
    };

    private Verdict Progressing()
    {
        int desired = PlaceCount.Desired(seen), holding = plan.Workers.Count(worker => worker.HoldsPlace);
        if (plan.Workers.Any(worker => worker.Pod.Drain is { Reason: DrainReason.Update }))
            return new(True, "RollingUpdate", "workers are replaced by ones of the present specification");
        if (plan.Workers.Any(worker => worker.Pod.Drain is { Reason: DrainReason.ScaleDown or DrainReason.Deletion or DrainReason.Suspend }))
            return new(True, "ScalingDown", Invariant($"{plan.Workers.Count} pods are there, {desired} are wanted"));
        return holding < desired || plan.Workers.Any(worker => worker.IsActive && !worker.IsAvailable)
            ? new(True, "Creating", "workers are made, or start") : new(False, "Idle", "there is nothing to do");
    }

    private Verdict Draining()
    {
        PoolWorker[] draining = [.. plan.Workers.Where(worker => worker.Pod.Drain is not null)];
        if (draining.Length == 0) return new(False, "Idle", "no worker ends its work");
        DrainReason reason = draining.GroupBy(worker => worker.Pod.Drain!.Reason)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
        return new(True, reason.ToString(), StatusLimits.Cut(string.Join("; ", draining.Select(worker =>
            $"{worker.Pod.Name}: {plan.Drains.GetValueOrDefault(worker.Pod.Name)?.Message ?? "it begins"}"))));
    }

    private Verdict Degraded()
    {
        if (seen.PodRejection is { } rejection) return new(True, "PodRejected", StatusLimits.Cut(rejection));
        if (Overdue() is { Length: > 0 } overdue) return new(True, "DrainOverdue", StatusLimits.Cut(overdue));
        // A pod that the miner lists is good, whatever its forerunners were.
        if (First(worker => (worker.Pod.Registered is null && worker.Pod.Failures + worker.Pod.Refusals >= FailureBackOff.Many) || worker.Pod.HasEnded
            || worker.Pod.Problem?.Kind is PodProblemKind.Crashing or PodProblemKind.Image) is { } failing)
            return new(True, "PodsFailing", failing);
        if (First(worker => worker.Pod.Problem?.Kind == PodProblemKind.VolumeNotBound) is { } unbound) return new(True, "VolumeNotBound", unbound);
        if (First(worker => worker.Pod.Problem?.Kind == PodProblemKind.Unschedulable) is { } unscheduled)
            return new(True, "Unschedulable", unscheduled);
        if (plan.Workers.FirstOrDefault(worker => worker.HasLostGpu) is { } lame) return new(True, "GpuLost", StatusLimits.Cut(lame.LostGpus));
        if (plan.Workers.FirstOrDefault(worker => worker.IsLost) is { } lost)
            return new(True, "WorkerLost", $"{lost.Pod.Name}: node {lost.Pod.Node} does not answer");
        if (plan.Left is { } left) return new(True, "SectorsLeft", StatusLimits.Cut(left));
        return plan.Check.Warnings is [var warning, ..]
            ? new(True, warning.Field == "spec.gpu" ? "SharedGpu" : "Warning", warning.ToString()) : new(False, "Healthy", "nothing is wrong");
    }

    private string Overdue() =>
        string.Join("; ", plan.Drains.Where(drain => drain.Value.IsOverdue).OrderBy(drain => drain.Key, StringComparer.Ordinal)
        .Select(drain => $"{drain.Key} has been drained for longer than {seen.Pool.Spec.Drain.Timeout}: {drain.Value.Message}"));

    private string? First(Func<PoolWorker, bool> chosen) => plan.Workers.FirstOrDefault(chosen) is { } worker
        ? StatusLimits.Cut($"{worker.Pod.Name}: {worker.Pod.Problem?.Message ?? Failures(worker.Pod)}") : null;

    private static string Failures(ObservedPod pod) => pod.Failures + pod.Refusals is var count and > 0
        ? Invariant($"{count} pods in a row have failed") : "the pod has ended";

    private PoolCondition Stamp(string type, Verdict verdict)
    {
        PoolCondition? before = seen.Pool.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        return new PoolCondition
        {
            Type = type,
            Status = verdict.Status,
            Reason = verdict.Reason,
            Message = StatusLimits.Cut(verdict.Message),
            LastTransitionTime = before?.Status == verdict.Status ? before.LastTransitionTime : StableTime.Format(seen.Now),
            ObservedGeneration = seen.Pool.Metadata.Generation,
        };
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Verdict(string Status, string Reason, string Message);
}
