using System.Globalization;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Planning;

/// <summary>
/// Decides the next step of one drain from what is seen now. The mark on the pod is all that is stored, so every stage is found again after a
/// restart of operator, miner or worker; a worker that was restarted takes tasks again, and begins at its first stage.
/// </summary>
/// <param name="seen">The pool.</param>
/// <param name="owed">Its places that may hold sectors.</param>
/// <param name="revision">Revision of its specification.</param>
internal sealed class DrainPlanner(PoolObservation seen, OwedPlaces owed, string revision)
{
    /// <summary>A call that the miner has given out may still be on its way when nothing seems to be left.</summary>
    private const int QuietLooks = 2;

    private const int MostNames = 5;

    private static readonly TimeSpan UsualQuiet = TimeSpan.FromSeconds(30);

    private readonly SealWorkerSpec _spec = seen.Pool.Spec;

    /// <summary>The next step for a worker with a mark.</summary>
    public DrainStep Next(PoolWorker worker)
    {
        ArgumentNullException.ThrowIfNull(worker);
        DrainMark mark = worker.Pod.Drain ?? throw new ArgumentException($"{worker.Pod.Name} is not drained", nameof(worker));
        DrainStep step = Decide(worker, mark);
        return step with { IsOverdue = DrainRules.IsLate(seen, mark) && step.Stage != DrainStage.Delete, ExpectedEnd = ExpectedEnd(worker) };
    }

    /// <summary>
    /// Whether a worker may go only when its place is empty, so that a pod of its place which cannot do that needs another one after it.
    /// </summary>
    public bool IsOwed(ObservedPod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        return pod is { Drain.Reason: DrainReason.ScaleDown, IsEvacuated: false } && owed.Contains(pod.Ordinal) && !DrainRules.IsGivenUp(seen, pod);
    }

    private DrainStep Decide(PoolWorker worker, DrainMark mark)
    {
        ObservedPod pod = worker.Pod;
        // Kubernetes deletes pods of a silent node after minutes, and no kubelet is there to end them: a person's word still counts.
        if (pod.IsTerminating && !(worker.IsLost && pod.IsForced)) return new(DrainStage.Delete, "the pod is ending");
        if (pod.NeverRegistered && !worker.IsLost && !worker.IsReached) return NeverBegan(pod, "the worker never began, so it has no task");
        if (!worker.IsMinerKnown) return new(DrainStage.Waiting, "the miner does not answer, so nobody knows what the worker still does");
        if (worker.IsLost) return Lost(worker);
        if (pod.HasEnded) return Ended(worker);
        if (DrainRules.IsGivenUp(seen, pod)) return Force(worker, DeleteGround.Forced, "its tasks were given up");
        if (pod.Answer is not { } answer) return NoAnswer(worker);
        return Intake(worker, answer, mark) ?? Quiesce(worker, answer) ?? Evacuate(worker, answer, mark) ?? Leave(worker, answer, mark);
    }

    /// <summary>It has no task. But if it was to empty its place only it can, or the one after it when it is of an earlier specification.</summary>
    private DrainStep NeverBegan(ObservedPod pod, string why) => IsOwed(pod) && pod.Revision == revision
        ? new(DrainStage.Waiting, "its volume may hold sectors, and the worker has to come to the miner so that they can leave")
        : GiveClaimUp(pod) ?? Delete(pod, DeleteGround.NeverRegistered, why);

    /// <summary>Stage 1. The list is in the worker's memory, so it is compared at each look.</summary>
    private DrainStep? Intake(PoolWorker worker, WorkerAnswer answer, DrainMark mark)
    {
        // Without a volume nothing has to be fetched from it: fencing gives assigned tasks back at once.
        if (_spec.Storage.Sealing is null)
            return answer.IsEnabled ? new(DrainStage.StopIntake, "it is taken out of the miner's choice", new FenceWorker(worker.Pod.Name)) : null;
        // A task may make a sector here, and the index of a miner that was restarted is empty until the worker has told it everything again: what is
        // switched off then is missing when the sector needs it, and nobody else has it.
        bool mayHold = worker.Sectors > 0 || worker.HasWork || worker is { Paths.Count: 0 } or { HasUnlistedPath: true } or { IsReached: false };
        bool finishes = HasToEvacuate(mark) && _spec.Drain.Sectors == DrainSectors.Finish && answer.IsEnabled && mayHold;
        string[] on = [.. (finishes ? IntakeTasks.Bringing : IntakeTasks.All).Where(answer.Tasks.Contains)];
        if (on.Length == 0) return null;
        return new(DrainStage.StopIntake, $"{Names(on)} are switched off", new DisableTasks(worker.Pod.Name, on));
    }

    /// <summary>Stage 2: the miner's jobs, its counters and the worker itself have to agree.</summary>
    private DrainStep? Quiesce(PoolWorker worker, WorkerAnswer answer)
    {
        if (worker.HasWork) return new(DrainStage.Quiesce, $"it finishes {Describe(worker)}");
        if (!answer.IsQuiet) return new(DrainStage.Quiesce, "the miner lists no task, the worker still has one");
        TimeSpan needed = Times.Of(_spec.Drain.QuietPeriod, UsualQuiet);
        return answer.Quiet is { Looks: >= QuietLooks } quiet && seen.Now - quiet.Since >= needed
            ? null : new(DrainStage.Quiesce, $"it has to be without work for {DurationText.Format(needed)}");
    }

    /// <summary>Stage 3: as long as the index has a sector of it.</summary>
    private DrainStep? Evacuate(PoolWorker worker, WorkerAnswer answer, DrainMark mark)
    {
        if (!HasToEvacuate(mark)) return null;
        // A path is in the index of a miner that was restarted before its sectors are; a worker that is listed has told them all.
        if (answer.IsEnabled && worker is { Stats: not { Enabled: true }, Pod.IsEvacuated: false })
            return new(DrainStage.Evacuate, "the miner does not list the worker, so nobody knows whether all of its sectors are in the index");
        if (worker.HasLeftIndex && answer.Paths is not null && IsOwed(worker.Pod))
            return Delete(worker.Pod, DeleteGround.Drained, "its path has left the miner's index, and only the next worker can tell what is on it");
        if (!worker.Pod.IsEvacuated && (worker.Paths.Count == 0 || worker.HasUnlistedPath))
            return new(DrainStage.Evacuate, "its path is not in the miner's index, so nobody knows what is on it");
        return worker.Sectors == 0 ? null : new(DrainStage.Evacuate, string.Create(CultureInfo.InvariantCulture,
            $"{worker.Sectors} sectors are on it and have to move to long-term storage: {Names(worker)}"));
    }

    /// <summary>Numbers of its sectors, a few of them: `lotus-miner storage find` says what of them is here.</summary>
    private static string Names(PoolWorker worker)
    {
        ulong[] numbers = [.. worker.Paths.SelectMany(path => path.Sectors).Select(sector => sector.Number).Distinct().Order()];
        return string.Join(", ", numbers.Take(MostNames)) + (numbers.Length > MostNames ? ", …" : "");
    }

    /// <summary>Stages 4 to 7. Being quiet was seen at the same look, so that it holds behind the fence too.</summary>
    private DrainStep Leave(PoolWorker worker, WorkerAnswer answer, DrainMark mark)
    {
        ObservedPod pod = worker.Pod;
        if (answer.IsEnabled) return new(DrainStage.Fence, "the miner can give it nothing more", new FenceWorker(pod.Name));
        // The proof is written down before the paths leave the index, which takes it away.
        if (HasToEvacuate(mark) && !pod.IsEvacuated)
            return new(DrainStage.Detach, "no sector is on it any more", new MarkEvacuated(pod.Name, pod.Uid, IsEvacuated: true));
        if (mark.GoesForGood && pod.IsEvacuated && ClaimOf(pod) is { IsEvacuated: false })
            return new(DrainStage.Detach, "its volume is marked as empty", new MarkClaim(pod.Ordinal, IsEvacuated: true));
        if (worker.Paths.Count > 0)
            return new(DrainStage.Detach, "its paths leave the miner's index", HasClosedPaths(pod) ? Detach(worker) : new DetachStorage(pod.Name));
        return Delete(pod, DeleteGround.Drained, "it is drained");
    }

    /// <summary>
    /// A process that ends again and again cannot be asked. It has no task as long as it does not run and the miner waits for none.
    /// </summary>
    private DrainStep NoAnswer(PoolWorker worker)
    {
        ObservedPod pod = worker.Pod;
        // It has just started; or its token is wrong, then it waits for the miner and knows nobody whose questions it could answer.
        if (pod is { Registered: null, IsReady: false } && !worker.IsListed && !worker.HasWork)
            return NeverBegan(pod, "the miner never had the worker, so it has no task");
        if (pod.IsRunning) return new(DrainStage.Waiting, "the worker does not answer");
        if (worker.IsReached) return new(DrainStage.Waiting, "the miner reaches the worker, and its node does not say that it runs");
        if (IsOwed(pod) && pod.Revision != revision)
            return Delete(pod, DeleteGround.NotRunning, "the worker does not run, and one of the present specification comes to its volume");
        if (worker.HasWork) return new(DrainStage.Waiting, $"the worker does not run; when it does it returns {Describe(worker)}");
        if (HasToEvacuate(pod.Drain!)) return new(DrainStage.Waiting, "the worker does not run, so its sectors cannot leave it");
        return worker.Paths.Count > 0
            ? new(DrainStage.Detach, "its paths leave the miner's index", Detach(worker))
            : Delete(pod, DeleteGround.NotRunning, "the worker does not run and has no task");
    }

    /// <summary>The next pod returns open calls from the call store on the volume; without one the miner would wait for them for ever.</summary>
    private DrainStep Ended(PoolWorker worker)
    {
        bool keepsCalls = _spec.Storage.Sealing is { EmptyDir: null } && worker.Pod.Drain!.ComesBack;
        return keepsCalls ? Delete(worker.Pod, DeleteGround.Failed, "the pod has ended") : Force(worker, DeleteGround.Failed, "the pod has ended");
    }

    /// <summary>Nobody can say what the worker on a silent node does. A person can; then the miner is told, and the pod goes.</summary>
    private DrainStep Lost(PoolWorker worker) => worker.Pod.IsForced
        ? Force(worker, DeleteGround.Lost, "its node is gone for good")
        : new(DrainStage.Waiting, $"node {worker.Pod.Node} does not answer; delete the node, or set {PoolAnnotations.ForceDrain}=true on the pod, "
            + "when it is switched off for good");

    private DrainStep Force(PoolWorker worker, DeleteGround ground, string why)
    {
        string name = worker.Pod.Name;
        // First the fence where there is somebody to fence, or new tasks come while old ones are given up.
        if (ground == DeleteGround.Forced && worker.Pod.Answer is { IsEnabled: true })
            return new(DrainStage.Force, "it is fenced", new FenceWorker(name));
        if (worker.Jobs.Count > 0)
            return new(DrainStage.Force, $"{Describe(worker)}: given up", new AbortJobs(name, [.. worker.Jobs.Select(job => job.Id)]));
        if (worker.Paths.Count == 0) return (ground == DeleteGround.Lost ? null : GiveClaimUp(worker.Pod)) ?? Delete(worker.Pod, ground, why);
        DetachPaths detach = Detach(worker);
        // A worker that runs puts back at its next report what was taken out behind its back.
        PoolAction action = worker.Pod.Answer is null || HasClosedPaths(worker.Pod) ? detach : new DetachStorage(name) { Otherwise = detach.Paths };
        return new(DrainStage.Force, "its paths leave the miner's index", action);
    }

    /// <summary>Whoever gives a worker up for good wants no other one that empties its volume. A node that is lost gives nothing up.</summary>
    private DrainStep? GiveClaimUp(ObservedPod pod) => pod.Drain is { GoesForGood: true } && DrainRules.IsGivenUp(seen, pod)
        && ClaimOf(pod) is { IsEvacuated: false, IsGivenUp: false } claim && OwedPlaces.IsUsed(seen, claim)
            ? new(DrainStage.Force, "its volume is marked as given up", new MarkClaimGivenUp(pod.Ordinal, IsGivenUp: true)) : null;

    /// <summary>What is still at its name when it has closed its own paths is of a worker before it, which nobody can ask any more.</summary>
    private static bool HasClosedPaths(ObservedPod pod) => pod.Answer is { Paths.Count: 0 };

    private ObservedClaim? ClaimOf(ObservedPod pod) => seen.Claims.FirstOrDefault(claim => claim.Ordinal == pod.Ordinal);

    private bool HasToEvacuate(DrainMark mark) => DrainRules.HasToEvacuate(_spec, mark.Reason);

    private static DetachPaths Detach(PoolWorker worker) =>
        new(worker.Pod.Name, [.. worker.Paths.SelectMany(path => path.Urls.Select(url => new PathAddress(path.Id, url)))]);

    private static DrainStep Delete(ObservedPod pod, DeleteGround ground, string why) =>
        new(DrainStage.Delete, why, new DeletePod(pod.Name, pod.Uid, ground, why)
        {
            ResourceVersion = ground is DeleteGround.NeverRegistered or DeleteGround.NotRunning ? pod.ResourceVersion : null,
        });

    private static DateTimeOffset? ExpectedEnd(PoolWorker worker)
    {
        DateTimeOffset?[] ends = [.. worker.Jobs.Select(job => worker.Pod.Answer?.EndOf(job.Id))];
        return ends.Length == 0 || ends.Any(end => end is null) ? null : ends.Max();
    }

    private static string Describe(PoolWorker worker)
    {
        if (worker.Jobs.Count == 0) return string.Create(CultureInfo.InvariantCulture, $"{worker.Counted} tasks");
        return string.Join(", ", worker.Jobs.OrderBy(job => job.Id.ToString(), StringComparer.Ordinal).Take(4)
            .Select(job => string.Create(CultureInfo.InvariantCulture, $"{TaskTypes.ShortName(job.Task)} of sector {job.Sector.Number}")))
            + (worker.Jobs.Count > 4 ? string.Create(CultureInfo.InvariantCulture, $" and {worker.Jobs.Count - 4} more") : "");
    }

    private static string Names(IEnumerable<string> tasks) => string.Join(", ", tasks.Select(TaskTypes.ShortName));
}
