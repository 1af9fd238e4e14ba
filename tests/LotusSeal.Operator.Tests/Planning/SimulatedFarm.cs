using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Status;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>
/// A cluster with a pool and its miner in memory, which knows what really runs and fails when an action would cost a task or a sector. A double:
/// months of a farm cannot be had on this machine.
/// </summary>
internal sealed class SimulatedFarm
{
    public const string Namespace = "sealing", Name = "pool";

    private readonly SortedDictionary<int, SimulatedPod> _pods = [];
    private readonly Dictionary<int, ObservedClaim> _claims = [];
    private readonly Dictionary<int, HashSet<ulong>> _sectors = [];
    private readonly List<(string Worker, Guid Session, WorkerJob Job)> _jobs = [];
    private ulong _nextSector;
    private MinerView? _last;

    public V1Alpha1SealWorker Pool { get; } = new()
    {
        Metadata = new() { Name = Name, NamespaceProperty = Namespace, Generation = 1, Uid = "u" },
        Spec = new()
        {
            Miner = new() { Address = "/dns/miner/tcp/2345/http", TokenSecretRef = new() { Name = "t" } },
            Tasks = [PoolTask.AP, PoolTask.PC1, PoolTask.PC2],
            Gpu = new() { Count = 0 },
            Resources = new() { Limits = new Dictionary<string, k8s.Models.ResourceQuantity> { ["memory"] = new("64Gi") } },
            Storage = new() { Sealing = new() { Claim = new() { Size = "1Ti" } } },
        },
    };

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public bool IsMinerUp { get; set; } = true;

    public SortedDictionary<string, ObservedNode> Nodes { get; } = new() { ["a"] = new(), ["b"] = new(), ["c"] = new() };

    public IReadOnlyCollection<SimulatedPod> Pods => _pods.Values;

    public int Writes { get; private set; }

    public bool IsFinalized { get; private set; }

    public PoolPlan? LastPlan { get; private set; }

    /// <summary>One look: what was seen is planned for, done, and told.</summary>
    public void Reconcile()
    {
        PoolObservation seen = Observe();
        PoolPlan plan = PoolPlanner.Decide(seen);
        LastPlan = plan;
        CheckOrdinals(plan);
        foreach (PoolAction action in plan.Actions) Apply(action);
        SealWorkerStatus status = StatusComposer.Compose(seen, plan);
        if (StatusComposer.IsChanged(Pool.Status, status)) Writes++;
        Writes += plan.Actions.Count;
        Pool.Status = status;
    }

    /// <summary>Time passes: pods start, register, end.</summary>
    public void Tick(int seconds = 15)
    {
        Now = Now.AddSeconds(seconds);
        foreach (SimulatedPod pod in _pods.Values.ToArray())
        {
            bool gone = pod.IsTerminating && (!pod.IsRunning || pod.IsKilled || pod.Running.Count == 0);
            if (gone) Remove(pod);
            else if (pod.Phase == PodPhase.Pending && !pod.IsTerminating) Schedule(pod);
            else if (!pod.IsRunning && pod.Phase == PodPhase.Running && !pod.IsTerminating) pod.Start();
            // A worker registers with a miner that was restarted when its tasks have ended.
            if (pod.IsRunning && IsMinerUp && !pod.IsListed && pod.Running.Count == 0) pod.IsListed = true;
            pod.Quiet = QuietRecord.Next(pod.Quiet, pod.Running.Count == 0 && !_jobs.Any(job => job.Worker == pod.Name), Now);
        }
    }

    /// <summary>The miner gives a task to a worker that takes it.</summary>
    public void Assign(Random random)
    {
        SimulatedPod[] able = [.. _pods.Values.Where(pod => pod.IsRunning && pod.IsListed && pod.IsEnabled
            && pod.Tasks.Contains(TaskTypes.PreCommit1))];
        if (!IsMinerUp || able.Length == 0) return;
        SimulatedPod chosen = able[random.Next(able.Length)];
        CallId call = new(new SectorId(1000, ++_nextSector), Guid.NewGuid());
        chosen.Running.Add(call);
        if (Pool.Spec.Storage.Sealing is not null) Sectors(chosen.Ordinal).Add(call.Sector.Number);
        _jobs.Add((chosen.Name, chosen.Session, new WorkerJob(call, call.Sector, TaskTypes.PreCommit1, random.Next(3), Now, WorkerName(chosen))));
    }

    public void FinishOne(Random random)
    {
        SimulatedPod[] busy = [.. _pods.Values.Where(pod => pod.IsRunning && pod.Running.Count > 0)];
        if (busy.Length == 0 || !IsMinerUp) return;
        SimulatedPod chosen = busy[random.Next(busy.Length)];
        CallId call = chosen.Running[0];
        chosen.Running.RemoveAt(0);
        _jobs.RemoveAll(job => job.Job.Id == call);
    }

    public void MoveSectorsAway(int ordinal)
    {
        if (_pods.TryGetValue(ordinal, out SimulatedPod? pod) && pod.IsRunning)
            Sectors(ordinal).RemoveWhere(number => pod.Running.All(call => call.Sector.Number != number));
    }

    /// <summary>The process ends and its container is started again: it returns its calls as failed.</summary>
    public void Crash(SimulatedPod pod)
    {
        if (!pod.IsRunning) return;
        (pod.IsRunning, pod.IsListed) = (false, false);
        EndJobs(pod);
    }

    /// <summary>The pod fails for good; its calls stay in the store on its volume.</summary>
    public void Fail(SimulatedPod pod)
    {
        if (pod.IsTerminating || pod.Phase == PodPhase.Failed) return;
        (pod.Phase, pod.IsRunning, pod.IsListed, pod.FailedAt) = (PodPhase.Failed, false, false, Now);
        pod.Running.Clear();
    }

    public void RestartMiner()
    {
        foreach (SimulatedPod pod in _pods.Values) pod.IsListed = false;
        for (int i = 0; i < _jobs.Count; i++) _jobs[i] = _jobs[i] with { Session = Guid.Empty };
    }

    public void DeleteByHand(SimulatedPod pod) => pod.IsTerminating = true;

    public void LoseNode(string node) => Nodes[node] = Nodes[node] with { SilentSince = Now - TimeSpan.FromMinutes(10) };

    public void Delete() => Pool.Metadata.DeletionTimestamp = Now.UtcDateTime;

    /// <summary>Names of workers that the miner waits for.</summary>
    public IReadOnlyCollection<string> Awaited => [.. _jobs.Select(job => job.Worker)];

    /// <summary>Sectors on volumes without a worker.</summary>
    public IReadOnlyCollection<ulong> Left =>
        HasClaims ? [.. _sectors.Where(place => !_pods.ContainsKey(place.Key)).SelectMany(place => place.Value)] : [];

    private bool HasClaims => Pool.Spec.Storage.Sealing?.Claim is not null;

    private PoolObservation Observe()
    {
        if (IsMinerUp) _last = View();
        return new PoolObservation(Pool, Now)
        {
            Pods = [.. _pods.Values.Select(pod => pod.Observe(IsNodeUp(pod)))],
            Claims = [.. _claims.Values],
            Nodes = Nodes,
            LastMiner = _last,
            MinerProblem = IsMinerUp ? null : new MinerProblem(MinerProblemKind.DialFailed, "nobody listens"),
            Credentials = new CredentialState(CredentialKind.Valid, "good", "0123456789"),
        };
    }

    private MinerView View() => new(Now, "t01000", Guid.Empty,
        _pods.Values.Where(pod => pod.IsListed).ToDictionary(pod => pod.Session, pod => new WorkerStats(
            new WorkerInfo(WorkerName(pod), false, new WorkerResources(1UL << 38, 0, 0, 0, 16, null, null)),
            [.. pod.Tasks], pod.IsEnabled, 0, 0, 0, 0, null)),
        _jobs.GroupBy(job => job.Session).ToDictionary(group => group.Key, IReadOnlyList<WorkerJob> (group) => [.. group.Select(job => job.Job)]),
        [.. _pods.Values.Where(pod => pod.IsAttached && Pool.Spec.Storage.Sealing is not null).Select(pod => new MinerPath($"path-{pod.Ordinal}", [$"http://{PoolNames.Dns(Name, Namespace, pod.Ordinal)}:3456/remote"],
            [.. Sectors(pod.Ordinal).Select(number => new SectorId(1000, number))]))]);

    private void Apply(PoolAction action)
    {
        switch (action)
        {
            case CreateClaim create: _claims.Add(create.Ordinal, new ObservedClaim(create.Ordinal, "1Ti") { IsUnused = true }); break;
            case GrowClaim grow: _claims[grow.Ordinal] = _claims[grow.Ordinal] with { Size = grow.Size }; break;
            case MarkClaim mark: _claims[mark.Ordinal] = _claims[mark.Ordinal] with { IsEvacuated = mark.IsEvacuated }; break;
            case MarkClaimGivenUp mark: _claims[mark.Ordinal] = _claims[mark.Ordinal] with { IsGivenUp = mark.IsGivenUp }; break;
            case MarkClaimUsed used: _claims[used.Ordinal] = _claims[used.Ordinal] with { IsUnused = false }; break;
            case DeleteClaim delete:
                Assert.True(Sectors(delete.Ordinal).Count == 0, $"claim {delete.Ordinal} is deleted with sectors on it");
                _claims.Remove(delete.Ordinal);
                break;
            case CreatePod create: Create(create); break;
            case DeletePod delete: Delete(delete); break;
            case MarkDrain mark: Find(mark.Pod).Drain = new DrainMark(mark.Reason, mark.Started); break;
            case MarkEvacuated mark: Find(mark.Pod).IsEvacuated = true; break;
            case RememberRegistration remember: Find(remember.Pod).Registered = remember.Session.ToString(); break;
            case DisableTasks disable: Find(disable.Pod).Tasks.ExceptWith(disable.Tasks); break;
            case FenceWorker fence: Find(fence.Pod).IsEnabled = false; break;
            case DetachStorage detach: Find(detach.Pod).IsAttached = false; break;
            case DetachPaths detach:
                foreach (SimulatedPod pod in _pods.Values.Where(pod => pod.Name == detach.Worker)) pod.IsAttached = false;
                break;
            case AbortJobs abort: _jobs.RemoveAll(job => abort.Calls.Contains(job.Job.Id)); break;
            case RemoveFinalizer:
                Assert.Empty(_pods);
                IsFinalized = true;
                break;
            default: throw new InvalidOperationException($"nobody does {action}");
        }
    }

    private void Create(CreatePod create)
    {
        Assert.True(!HasClaims || _claims.ContainsKey(create.Ordinal), $"pod {create.Ordinal} is made without its claim");
        _pods.Add(create.Ordinal, new SimulatedPod(create.Ordinal, LastPlan!.Revision) { Failures = create.Failures, Drain = create.Drain });
        // Calls that were open when a pod was lost are returned by the next one from the store on its volume.
        if (HasClaims) _jobs.RemoveAll(job => job.Worker == $"{Name}-{create.Ordinal}");
    }

    private void Delete(DeletePod delete)
    {
        SimulatedPod pod = Find(delete.Pod);
        Assert.Equal(pod.Uid, delete.Uid);
        bool givenUp = delete.Ground is DeleteGround.Forced or DeleteGround.Lost;
        Assert.True(givenUp || !pod.IsRunning || pod.Running.Count == 0, $"{delete} ends {pod.Running.Count} tasks");
        bool leaves = !HasClaims || pod.Drain?.Reason is DrainReason.ScaleDown or DrainReason.Deletion;
        if (leaves && delete.Ground == DeleteGround.Drained)
            Assert.True(Sectors(pod.Ordinal).Count == 0, $"{delete} leaves {Sectors(pod.Ordinal).Count} sectors behind");
        if (delete.GraceSeconds == 0) Remove(pod);
        else (pod.IsTerminating, pod.IsKilled) = (true, delete.GraceSeconds is not null);
    }

    private void CheckOrdinals(PoolPlan plan)
    {
        int[] made = [.. plan.Actions.OfType<CreatePod>().Select(create => create.Ordinal)];
        Assert.Equal(made.Length, made.Distinct().Count());
        HashSet<string> ended = [.. plan.Actions.OfType<DeletePod>().Where(delete => delete.GraceSeconds == 0).Select(delete => delete.Pod)];
        foreach (int ordinal in made)
            Assert.True(!_pods.ContainsKey(ordinal) || ended.Contains($"{Name}-{ordinal}"), $"ordinal {ordinal} is made twice");
    }

    private void Schedule(SimulatedPod pod)
    {
        string[] free = [.. Nodes.Where(node => node.Value is { IsCordoned: false, SilentSince: null }).Select(node => node.Key)];
        if (free.Length == 0) return;
        pod.Node = free[pod.Ordinal % free.Length];
        pod.Start();
    }

    private void Remove(SimulatedPod pod)
    {
        _pods.Remove(pod.Ordinal);
        // A volume that ends with its pod takes along what was on it.
        if (!HasClaims) _sectors.Remove(pod.Ordinal);
        if (pod.IsRunning && pod.Running.Count == 0) _jobs.RemoveAll(job => job.Worker == pod.Name);
    }

    private void EndJobs(SimulatedPod pod)
    {
        pod.Running.Clear();
        _jobs.RemoveAll(job => job.Worker == pod.Name);
    }

    private bool IsNodeUp(SimulatedPod pod) => pod.Node is { } node && Nodes[node].SilentSince is null;

    private SimulatedPod Find(string name) => _pods.Values.Single(pod => pod.Name == name);

    private HashSet<ulong> Sectors(int ordinal) => _sectors.TryGetValue(ordinal, out HashSet<ulong>? there) ? there : _sectors[ordinal] = [];

    private static string WorkerName(SimulatedPod pod) => PoolNames.Worker(Name, Namespace, pod.Ordinal);
}
