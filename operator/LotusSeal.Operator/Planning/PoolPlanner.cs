using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Planning;

/// <summary>Decides what to do for a pool, in the order of spec/operator.md 6.13. It asks nobody and changes nothing.</summary>
/// <remarks>
/// 1. Paused, invalid, or another miner than before: nothing. 2. Match pods with the miner. 3. Remember who is registered, and whose folder is where.
/// 4. Clean up after workers whose pods or calls are gone. 5. Replace failed pods. 6. Begin drains. 7. Advance each drain by one step.
/// 8. Make missing pods, and those that empty volumes which have none. 9. Claims. 10. Let a deleted pool go.
/// </remarks>
public sealed class PoolPlanner
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    private readonly PoolObservation _seen;
    private readonly SealWorkerSpec _spec;
    private readonly IReadOnlyList<PoolWorker> _workers;
    private readonly string _revision;
    private readonly PlaceBinding _binding;
    private readonly OwedPlaces _owed;
    private readonly DrainPlanner _drains;
    private readonly List<PoolAction> _actions = [];

    private PoolPlanner(PoolObservation seen)
    {
        _seen = seen;
        _spec = seen.Pool.Spec;
        _revision = PodRevision.Of(_spec, seen.Credentials.Hash);
        _workers = WorkerMatcher.Match(seen);
        _binding = new PlaceBinding(seen);
        _owed = new OwedPlaces(seen);
        _drains = new DrainPlanner(seen, _owed, _revision);
    }

    /// <summary>The plan for what was seen.</summary>
    public static PoolPlan Decide(PoolObservation seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return new PoolPlanner(seen).Decide();
    }

    private PoolPlan Decide()
    {
        PoolCheck check = SealWorkerValidator.Check(_seen.Pool);
        // :: Step 1
        if (_seen.IsDeleted && PoolAnnotations.IsOn(_seen.Pool.Metadata.Annotations, PoolAnnotations.Release))
            return Plan(PoolVerdict.Gone, check, new RemoveFinalizer($"released by {PoolAnnotations.Release}"));
        if (PoolAnnotations.IsOn(_seen.Pool.Metadata.Annotations, PoolAnnotations.Paused)) return Plan(PoolVerdict.Paused, check);
        if (!check.IsValid && !_seen.IsDeleted) return Plan(PoolVerdict.Invalid, check);
        if (IsOtherMiner()) return Plan(PoolVerdict.MinerChanged, check);

        // :: Steps 3 to 10
        foreach (ObservedPod pod in _seen.Pods.Where(pod => pod.IsUnlabelled)) _actions.Add(new LabelPod(pod.Name, pod.Uid));
        if (_binding.Action is { } bind) _actions.Add(bind);
        Remember();
        IReadOnlyList<VanishedWorker> vanished = VanishedWorkers.Find(_seen);
        HashSet<int> replaced = ReplaceFailed();
        PoolWorker[] others = [.. _workers.Where(worker => !replaced.Contains(worker.Pod.Ordinal))];
        IReadOnlyList<MarkDrain> marks = new DrainStarts(_seen, others, _revision).Decide();
        _actions.AddRange(marks);
        Dictionary<string, DrainStep> drains = Drain([.. marks.Select(mark => mark.Pod)], replaced);
        int[] missing = Missing(marks), emptied = Emptied(missing), made = [.. missing, .. emptied];
        foreach (PoolWorker worker in _workers.Where(worker => worker.Orphans.Count > 0))
            _actions.Add(new AbortJobs(worker.Pod.Name, [.. worker.Orphans.Select(job => job.Id)]));
        foreach (VanishedWorker worker in vanished)
            _actions.AddRange(VanishedWorkers.CleanUp(worker, made.Contains(worker.Ordinal), KeepsCalls(worker.Ordinal)));
        foreach (int ordinal in missing) Create(ordinal);
        foreach (int ordinal in emptied) _actions.Add(Pod(ordinal) with { Drain = new DrainMark(DrainReason.ScaleDown, _seen.Now) });
        Claims(made);
        if (_seen.IsDeleted && _seen.Pods.Count == 0 && vanished.Count == 0 && !_actions.OfType<DeleteClaim>().Any())
            return Plan(PoolVerdict.Gone, check, new RemoveFinalizer("no pod is left"));
        return new PoolPlan(PoolVerdict.Acts, check, _revision, _workers, _actions)
        {
            Drains = drains,
            Vanished = vanished,
            Left = LeftPlaces.Message(_seen, _owed),
            LookAgain = _actions.Count > 0 || drains.Count > 0 || !_workers.All(worker => worker.IsAvailable) ? _seen.PollInterval : Idle,
        };
    }

    private PoolPlan Plan(PoolVerdict verdict, PoolCheck check, params PoolAction[] actions) =>
        new(verdict, check, _revision, _workers, actions) { LookAgain = Idle };

    private bool Says(string annotation, string value) =>
        _seen.Pool.Metadata.Annotations is { } annotations && annotations.TryGetValue(annotation, out string? said) && said == value;

    /// <summary>Sectors belong to one miner: what looks idle to another one may be busy.</summary>
    private bool IsOtherMiner() => _seen.Miner is { Actor: { Length: > 0 } now } && _seen.Pool.Status?.Miner?.Actor is { Length: > 0 } before
        && before != now && !Says(PoolAnnotations.ConfirmMiner, now);

    /// <summary>
    /// A session that the miner does not reach may be that of the pod before. And what a drain has proved of a process is forgotten with it.
    /// </summary>
    private void Remember()
    {
        foreach (PoolWorker worker in _workers
            .Where(worker => worker.IsReached && worker.Pod.Registered != worker.Sessions[0].ToString()))
            _actions.Add(new RememberRegistration(worker.Pod.Name, worker.Pod.Uid, worker.Sessions[0]));
        foreach (PoolWorker worker in _workers.Where(worker => worker is { Pod.IsEvacuated: true, MayHoldAgain: true }))
            _actions.Add(new MarkEvacuated(worker.Pod.Name, worker.Pod.Uid, IsEvacuated: false));
    }

    /// <summary>A failed pod never heals. Its place is filled again after a pause; the next pod carries the count.</summary>
    private HashSet<int> ReplaceFailed()
    {
        HashSet<int> replaced = [];
        int places = PlaceCount.WithSurge(_seen, _workers, _revision);
        foreach (PoolWorker worker in _workers.Where(worker => worker.Pod is { HasEnded: true, IsTerminating: false }))
        {
            ObservedPod pod = worker.Pod;
            // Too many of them, or one that the miner may wait for: as a drain decides.
            bool isNeeded = pod.Drain is null ? _workers.Count(one => one.HoldsPlace) <= places : _drains.IsOwed(pod);
            if (!isNeeded || !MayReplace(worker) || _binding.Holds(pod.Ordinal)) continue;
            replaced.Add(pod.Ordinal);
            bool refused = PodReader.IsRefusal(pod.Problem);
            // A pod that the miner has listed was good: the count begins anew.
            int failures = pod.Registered is null ? pod.Failures : 0, refusals = pod.Registered is null ? pod.Refusals : 0;
            TimeSpan delay = pod.Phase == PodPhase.Succeeded ? TimeSpan.Zero : FailureBackOff.Delay(refused ? refusals : failures);
            if (pod.FailedAt is { } at && _seen.Now - at < delay) continue;
            if (worker.Jobs.Count > 0 && !KeepsCalls(pod.Ordinal))
            {
                _actions.Add(new AbortJobs(pod.Name, [.. worker.Jobs.Select(job => job.Id)]));
                continue;
            }

            _actions.Add(new DeletePod(pod.Name, pod.Uid, DeleteGround.Failed, pod.Problem?.Message ?? "the pod has ended"));
            bool counts = pod.Phase == PodPhase.Failed;
            if (counts && refused) refusals++;
            else if (counts) failures++;
            _actions.Add(Pod(pod.Ordinal, failures, refusals) with { Drain = pod.Drain });
        }

        return replaced;
    }

    private static bool MayReplace(PoolWorker worker) => worker.Pod.NeverRegistered || worker.IsMinerKnown;

    /// <summary>A step for each drain that was begun before: the mark comes first, and is seen at the next look.</summary>
    private Dictionary<string, DrainStep> Drain(HashSet<string> marked, HashSet<int> replaced)
    {
        Dictionary<string, DrainStep> steps = [];
        foreach (PoolWorker worker in _workers.Where(one => one.Pod.Drain is not null))
        {
            if (marked.Contains(worker.Pod.Name) || replaced.Contains(worker.Pod.Ordinal) || _binding.Holds(worker.Pod.Ordinal)) continue;
            DrainStep step = _drains.Next(worker);
            steps[worker.Pod.Name] = step;
            if (step.Action is not null) _actions.Add(step.Action);
        }

        return steps;
    }

    /// <summary>
    /// As many ordinals as places are free: first those that had to be emptied else, then others with a volume or folder of their own, then the
    /// lowest that nothing reserves.
    /// </summary>
    private int[] Missing(IReadOnlyList<MarkDrain> marks)
    {
        int leaving = marks.Count(mark => !new DrainMark(mark.Reason, mark.Started).ComesBack);
        int free = PlaceCount.WithSurge(_seen, _workers, _revision) - (_workers.Count(worker => worker.HoldsPlace) - leaving);
        if (free <= 0) return [];
        HashSet<int> reserved = [.. _seen.Pods.Select(pod => pod.Ordinal), .. _seen.Claims.Where(_seen.IsOutOfReach).Select(claim => claim.Ordinal)];
        IEnumerable<int> kept = _seen.Claims.Where(claim => !claim.IsEvacuated).Select(claim => claim.Ordinal).Concat(_binding.Ordinals).Order();
        IEnumerable<int> ordinals = _owed.Ordinals.Concat(kept).Concat(Enumerable.Range(0, int.MaxValue));
        return [.. ordinals.Where(ordinal => !reserved.Contains(ordinal)).Distinct().Take(free)];
    }

    /// <summary>Owed places without a pod for which the pool has no use.</summary>
    private int[] Emptied(int[] missing) => [.. _owed.Ordinals.Except(missing).Except(_seen.Pods.Select(pod => pod.Ordinal))];

    private void Create(int ordinal)
    {
        bool wantsClaim = _spec.Storage.Sealing?.Claim is not null;
        ObservedClaim? claim = _seen.Claims.FirstOrDefault(one => one.Ordinal == ordinal);
        if (wantsClaim && claim is null) _actions.Add(new CreateClaim(ordinal));
        if (claim is { IsEvacuated: true }) _actions.Add(new MarkClaim(ordinal, IsEvacuated: false));
        if (claim is { IsGivenUp: true }) _actions.Add(new MarkClaimGivenUp(ordinal, IsGivenUp: false));
        _actions.Add(Pod(ordinal));
    }

    private CreatePod Pod(int ordinal, int failures = 0, int refusals = 0) => new(ordinal, failures, refusals) { Node = _binding.NodeOf(ordinal) };

    private void Claims(int[] made)
    {
        if (_spec.Storage.Sealing is not { Claim: { } wanted } sealing) return;
        // Refused when the pod was made, or deleted since then: without it the pod would wait for ever.
        foreach (ObservedPod pod in _seen.Pods.Where(pod => pod is { NeverRegistered: true, HasEnded: false, IsTerminating: false, Drain: null }))
            if (_seen.Claims.All(claim => claim.Ordinal != pod.Ordinal)) _actions.Add(new CreateClaim(pod.Ordinal));
        HashSet<int> used = [.. _seen.Pods.Select(pod => pod.Ordinal), .. made];
        foreach (ObservedClaim claim in _seen.Claims.Where(claim => !claim.IsTerminating))
        {
            CorrectMarks(claim);
            bool mayGo = sealing.Retain == RetainPolicy.Delete && claim.IsEvacuated && !used.Contains(claim.Ordinal);
            if (mayGo && !WorkerMatcher.HasSectors(_seen, claim.Ordinal)) _actions.Add(new DeleteClaim(claim.Ordinal));
            else if (Quantities.TryParse(wanted.Size) is { } size && Quantities.TryParse(claim.Size) is { } has && size > has)
                _actions.Add(new GrowClaim(claim.Ordinal, wanted.Size));
        }
    }

    /// <summary>Marks say what its worker does: one that could not be taken away when the pod was made would cost sectors later.</summary>
    private void CorrectMarks(ObservedClaim claim)
    {
        if (claim.IsUnused && OwedPlaces.IsUsed(_seen, claim)) _actions.Add(new MarkClaimUsed(claim.Ordinal));
        ObservedPod? pod = _seen.Pods.FirstOrDefault(pod => pod.Ordinal == claim.Ordinal);
        if (claim.IsEvacuated && (pod is { IsEvacuated: false } || WorkerMatcher.HasSectors(_seen, claim.Ordinal)))
            _actions.Add(new MarkClaim(claim.Ordinal, IsEvacuated: false));
        if (claim.IsGivenUp && pod is not null && !DrainRules.IsGivenUp(_seen, pod))
            _actions.Add(new MarkClaimGivenUp(claim.Ordinal, IsGivenUp: false));
    }

    /// <summary>Whether the call store of an ordinal outlives its pod, so that the next one returns what was open.</summary>
    private bool KeepsCalls(int ordinal) => _spec.Storage.Sealing is { HostPath: not null }
        || (_spec.Storage.Sealing?.Claim is not null && _seen.Claims.Any(claim => claim.Ordinal == ordinal && !_seen.IsOutOfReach(claim)));
}
