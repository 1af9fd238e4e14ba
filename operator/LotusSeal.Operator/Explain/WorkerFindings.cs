using System.Globalization;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Explain;

/// <summary>What keeps one worker from work, or from going, most important first.</summary>
/// <param name="pool">Its pool.</param>
/// <param name="seen">Its pod and what the status says of it.</param>
/// <param name="hints">Commands to copy.</param>
/// <param name="now">The present.</param>
public sealed class WorkerFindings(V1Alpha1SealWorker pool, WorkerSight seen, CommandHints hints, DateTimeOffset now)
{
    private readonly string _namespace = pool.Metadata.NamespaceProperty;

    /// <summary>The findings, at least one.</summary>
    public IEnumerable<Finding> All()
    {
        Finding[] found = [.. new[] { NoPod(), Lost(), Ending(), Problem(), Claim(), Forced(), Drain(), Requested(), Waits() }.OfType<Finding>()];
        return found.Length > 0 ? found : [new("Nothing is wrong with it that the operator knows of.")];
    }

    private Finding? NoPod()
    {
        if (seen.Pod is not null) return null;
        return seen.Entry is { } entry
            ? new($"Its pod is gone{(entry.Message is { Length: > 0 } message ? $": {message}" : "")}. "
                + "The operator cleans up after it when the miner answers.")
            : new($"There is no such pod. The pool wants {pool.Spec.Replicas} workers; the operator makes a pod when a place is free.",
                Kubectl($"get events --field-selector involvedObject.name={pool.Metadata.Name}"));
    }

    private Finding? Lost()
    {
        if (seen.Entry?.Phase != WorkerPhase.Lost || seen.Pod is not { } pod) return null;
        return new($"Node {pod.Node} does not answer, and nobody can tell what the worker still does there. "
            + "If the node comes back, so does the worker. If it is switched off for good, delete it, or have the worker's tasks given up.",
            hints.KubectlAnywhere($"get node {pod.Node}"), hints.KubectlAnywhere($"delete node {pod.Node}"), Seal($"force {seen.Name}"));
    }

    private Finding? Ending()
    {
        if (seen.Pod is not { IsTerminating: true } pod || seen.Deleted is not { } deadline) return null;
        string rest = deadline > now
            ? $"its process has {Ages.Text(deadline - now)} left to end" : $"it should have ended {Ages.Text(now - deadline)} ago";
        return new($"The pod was deleted: {rest}.", Kubectl($"describe pod {pod.Name}"));
    }

    private Finding? Problem()
    {
        if (seen.Pod is not { } pod) return null;
        string tried = pod.Failures + pod.Refusals is > 0 and int count
            ? string.Create(CultureInfo.InvariantCulture, $" {count} pods before it have failed; the operator waits longer each time.") : "";
        if (pod.Problem is not { } problem)
        {
            return pod.Restarts == 0 ? null : new(string.Create(CultureInfo.InvariantCulture,
                $"Its container was started again {pod.Restarts} times."), Kubectl($"logs {pod.Name} -c {PoolNames.WorkerContainer} --previous"));
        }

        return problem.Kind switch
        {
            PodProblemKind.Unschedulable => new($"No node takes the pod: {problem.Message}", Kubectl($"describe pod {pod.Name}"),
                hints.KubectlAnywhere("describe nodes"), Kubectl($"edit sealworker {pool.Metadata.Name}")),
            PodProblemKind.VolumeNotBound => new($"The pod waits for its volume: {problem.Message}", Kubectl($"describe pod {pod.Name}")),
            PodProblemKind.Image => new($"The node cannot get the image: {problem.Message}", Kubectl($"describe pod {pod.Name}")),
            PodProblemKind.Crashing => new($"Its process ends again and again: {problem.Message}.",
                Kubectl($"logs {pod.Name} -c {PoolNames.WorkerContainer} --previous")),
            PodProblemKind.Refused => new($"Node {pod.Node} refused the pod, mostly for a device that is gone: {problem.Message}.{tried}",
                hints.KubectlAnywhere($"describe node {pod.Node}")),
            _ => new($"The pod has failed: {problem.Message}. The operator replaces it.{tried}", Kubectl($"describe pod {pod.Name}")),
        };
    }

    private Finding? Claim()
    {
        if (pool.Spec.Storage.Sealing?.Claim is null || seen.ClaimName is not { } name || !seen.ClaimIsKnown) return null;
        if (seen.Claim is not { } claim) return seen.Pod is null ? null : new($"Its claim {name} is not there.", Kubectl($"get pvc {name}"));
        if (claim.Metadata.DeletionTimestamp is not null)
            return new($"Its claim {name} was deleted, and goes with the pod; so do the sectors on it.", Kubectl($"describe pvc {name}"));
        return claim.Status?.Phase switch
        {
            "Pending" => new($"Its claim {name} has no volume yet.", Kubectl($"describe pvc {name}")),
            "Lost" => new($"The volume of its claim {name} is gone.", Kubectl($"describe pvc {name}")),
            _ => null,
        };
    }

    private Finding? Forced() => seen.Pod is not { IsForced: true } ? null
        : new("Somebody has said that its tasks need not end: they are given up as soon as the miner answers.");

    private Finding? Drain()
    {
        if (seen.Pod?.Drain is not { } mark || seen.Pod.IsTerminating || seen.Entry?.Phase == WorkerPhase.Lost) return null;
        string why = mark.Reason switch
        {
            DrainReason.Update => "its pod is of an earlier specification",
            DrainReason.ScaleDown => "the pool is to be smaller",
            DrainReason.Deletion => "the pool is being deleted",
            DrainReason.NodeCordoned => $"node {seen.Pod.Node} is cordoned",
            DrainReason.GpuLost => "it has lost a GPU",
            DrainReason.Suspend => "the pool is suspended",
            _ => "somebody asked for it",
        };
        bool knowsStart = mark.Started < DateTimeOffset.MaxValue;
        string begin = $"It has been ending its work for {(knowsStart ? Ages.Text(now - mark.Started) : "some time")}, because {why}";
        if (seen.Entry?.Drain is not { } drain)
            return new($"{begin}; the operator has not said yet how far it is.", Seal($"drain {seen.Name} --wait"));
        bool late = knowsStart && now - mark.Started > Times.Of(pool.Spec.Drain.Timeout, TimeSpan.FromHours(12));
        string end = Ages.Ending(drain.ExpectedEnd, now) is { Length: > 0 } ending ? $" Its last task {ending}." : "";
        string overdue = late ? $" It takes longer than spec.drain.timeout ({pool.Spec.Drain.Timeout}) allows, and spec.drain.onTimeout is "
            + $"{pool.Spec.Drain.OnTimeout}." : "";
        return new($"{begin}. Stage {drain.Stage}: {drain.Message}.{end}{overdue}{Stage(drain.Stage)}",
            late ? [Seal($"drain {seen.Name} --wait"), Seal($"force {seen.Name}")] : [Seal($"drain {seen.Name} --wait")]);
    }

    private static string Stage(string stage) => stage switch
    {
        nameof(DrainStage.Evacuate) => " The miner moves finished sectors to long-term storage; others have to be finished or terminated.",
        nameof(DrainStage.Waiting) => " Nothing can be proved as long as this is so, and the pod stays.",
        _ => "",
    };

    private Finding? Requested() => seen.Pod is not { IsDrainRequested: true, Drain: null } ? null
        : new("A drain was asked for and has not begun: the operator begins it at its next look, if it acts for the pool and the miner answers.",
            Seal($"drain {seen.Name} --cancel"));

    /// <summary>A worker that is there and not drained: busy, idle, or not known to the miner.</summary>
    private Finding? Waits()
    {
        if (seen.Pod is not { Drain: null, IsTerminating: false, Problem: null } pod || seen.Entry is not { } entry) return null;
        string because = entry.Message is { Length: > 0 } message ? $": {message}" : "";
        return entry.Phase switch
        {
            WorkerPhase.Busy => new($"It works: {Jobs(entry)}."),
            WorkerPhase.Registered when pod.IsDrainRequested => null,
            WorkerPhase.Registered => new(because.Length > 0 ? $"It is ready and has no task{because}."
                : "It is ready and has no task; the operator does not know the miner's queue.", "lotus-miner sealing sched-diag"),
            WorkerPhase.Disabled => new(
                $"The miner cannot reach it{because}. It calls the worker at {entry.Address ?? "the address that it was told"}.",
                Kubectl($"logs {pod.Name} -c {PoolNames.WorkerContainer}"), "lotus-miner sealing workers"),
            WorkerPhase.Starting => new($"It runs, and the miner does not list it yet{(pod.IsReady ? "" : "; it is not ready")}. "
                + "It registers when its paths are open and it reaches the miner.", Kubectl($"logs {pod.Name} -c {PoolNames.WorkerContainer}")),
            WorkerPhase.Pending => new("Its pod has not started yet.", Kubectl($"describe pod {pod.Name}")),
            _ => null,
        };
    }

    private string Jobs(WorkerEntry entry)
    {
        IEnumerable<string> jobs = (entry.Jobs ?? []).Select(job =>
        {
            string since = Ages.Since(job.Since, now), ending = Ages.Ending(job.ExpectedEnd, now);
            return $"{job.Task} of {job.Sector} ({job.State}{(since.Length > 0 ? $" for {since}" : "")}{(ending.Length > 0 ? $", {ending}" : "")})";
        });
        int more = entry.Running - (entry.Jobs?.Count ?? 0);
        return string.Join(", ", more > 0 ? jobs.Append(string.Create(CultureInfo.InvariantCulture, $"{more} more")) : jobs);
    }

    private string Seal(string command) => hints.Seal(_namespace, command);

    private string Kubectl(string command) => hints.Kubectl(_namespace, command);
}
