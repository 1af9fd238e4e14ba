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
    private readonly Dictionary<string, SimulatedVolume> _volumes = [];
    private readonly HashSet<string> _index = [];
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

    /// <summary>When set, the API server and the miner fail to do one thing in a dozen.</summary>
    public Random? Trouble { get; set; }

    /// <summary>Whether claims are on local disks of nodes.</summary>
    public bool IsLocal { get; init; }

    public static IReadOnlyList<string> NodeNames { get; } = ["a", "b", "c"];

    public SortedDictionary<string, ObservedNode> Nodes { get; } = new(NodeNames.ToDictionary(name => name, _ => new ObservedNode()));

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
        foreach (PoolAction action in plan.Actions.Where(action => action is BindPlaces || Trouble?.Next(12) != 0)) Apply(action);
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
            if (gone || (pod.Node is { } node && !Nodes.ContainsKey(node)))
            {
                Remove(pod);
                continue;
            }

            if (pod.Phase == PodPhase.Pending && !pod.IsTerminating) Schedule(pod);
            else if (!pod.IsRunning && pod.Phase == PodPhase.Running && !pod.IsTerminating) pod.Start();
            else if (pod.IsRunning) pod.IsListening = true;
            if (pod.IsListening && IsMinerUp) TellMiner(pod);
            pod.Quiet = QuietRecord.Next(pod.Quiet, pod.Running.Count == 0 && !_jobs.Any(job => job.Worker == pod.Name), Now);
        }

        foreach (ObservedClaim claim in _claims.Values.Where(claim => claim.IsTerminating).ToArray())
        {
            if (_pods.GetValueOrDefault(claim.Ordinal) is { Node: not null }) continue;
            _claims.Remove(claim.Ordinal);
            _volumes.Remove(ClaimVolume(claim.Ordinal));
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
        VolumeOf(chosen)?.Sectors.Add(call.Sector.Number);
        VolumeOf(chosen)?.Calls.Add(call);
        _jobs.Add((chosen.Name, chosen.Session, new WorkerJob(call, call.Sector, TaskTypes.PreCommit1, random.Next(3), Now, WorkerName(chosen))));
    }

    public void FinishOne(Random random)
    {
        SimulatedPod[] busy = [.. _pods.Values.Where(pod => pod.IsRunning && pod.Running.Count > 0)];
        if (busy.Length == 0 || !IsMinerUp) return;
        SimulatedPod chosen = busy[random.Next(busy.Length)];
        CallId call = chosen.Running[0];
        chosen.Running.RemoveAt(0);
        VolumeOf(chosen)?.Calls.Remove(call);
        _jobs.RemoveAll(job => job.Job.Id == call);
    }

    public void MoveSectorsAway(int ordinal)
    {
        if (_pods.TryGetValue(ordinal, out SimulatedPod? pod) && pod.IsRunning)
            VolumeOf(pod)?.Sectors.RemoveWhere(number => pod.Running.All(call => call.Sector.Number != number));
    }

    /// <summary>The process ends and its container is started again: it returns its calls as failed.</summary>
    public void Crash(SimulatedPod pod)
    {
        if (!pod.IsRunning) return;
        (pod.IsRunning, pod.IsListening, pod.IsListed) = (false, false, false);
        EndJobs(pod);
    }

    /// <summary>The pod fails for good; its calls stay in the store on its volume.</summary>
    public void Fail(SimulatedPod pod)
    {
        if (pod.IsTerminating || pod.Phase == PodPhase.Failed) return;
        (pod.Phase, pod.IsRunning, pod.IsListening, pod.IsListed, pod.FailedAt) = (PodPhase.Failed, false, false, false, Now);
        pod.Running.Clear();
    }

    public void RestartMiner()
    {
        foreach (SimulatedPod pod in _pods.Values) pod.IsListed = false;
        _index.Clear();
        for (int i = 0; i < _jobs.Count; i++) _jobs[i] = _jobs[i] with { Session = Guid.Empty };
    }

    public void DeleteByHand(SimulatedPod pod) => pod.IsTerminating = true;

    public void DeleteClaimByHand(int ordinal)
    {
        if (_claims.TryGetValue(ordinal, out ObservedClaim? claim)) _claims[ordinal] = claim with { IsTerminating = true };
    }

    /// <summary>The node goes for good, with its pods and what is in its folders; local disks come back with a node of its name.</summary>
    public void DeleteNode(string node)
    {
        Nodes.Remove(node);
        foreach (string folder in _volumes.Keys.Where(id => id.StartsWith($"{node}-", StringComparison.Ordinal)).ToArray()) _volumes.Remove(folder);
    }

    public void LoseNode(string node) => Nodes[node] = Nodes[node] with { SilentSince = Now - TimeSpan.FromMinutes(10) };

    public void Delete() => Pool.Metadata.DeletionTimestamp = Now.UtcDateTime;

    /// <summary>Names of workers that the miner waits for.</summary>
    public IReadOnlyCollection<string> Awaited => [.. _jobs.Select(job => job.Worker)];

    /// <summary>Sectors on volumes without a worker that nobody has given up.</summary>
    public IReadOnlyCollection<string> Left
    {
        get
        {
            HashSet<SimulatedVolume?> used = [.. _pods.Values.Select(VolumeOf)];
            return [.. _volumes.Values.Where(volume => !used.Contains(volume))
                .Where(volume => !HasClaims || !_claims[volume.Ordinal].IsGivenUp)
                .SelectMany(volume => volume.Sectors.Select(sector => $"sector {sector} at {volume.Id}"))];
        }
    }

    private bool HasClaims => Pool.Spec.Storage.Sealing?.Claim is not null;

    private bool HasFolders => Pool.Spec.Storage.Sealing?.HostPath is not null;

    private PoolObservation Observe()
    {
        if (IsMinerUp) _last = View();
        return new PoolObservation(Pool, Now)
        {
            Pods = [.. _pods.Values.Select(pod => pod.Observe(IsNodeUp(pod), VolumeOf(pod)?.Id))],
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
        [.. _index.Select(id => _volumes.GetValueOrDefault(id)).OfType<SimulatedVolume>().Select(volume => new MinerPath(
            volume.Id, [$"http://{PoolNames.Dns(Name, Namespace, volume.Ordinal)}:3456/remote"],
            [.. volume.Sectors.Select(number => new SectorId(1000, number))]))]);

    private void Apply(PoolAction action)
    {
        switch (action)
        {
            case CreateClaim create: _claims.Add(create.Ordinal, new ObservedClaim(create.Ordinal, "1Ti") { IsUnused = true }); break;
            case GrowClaim grow: _claims[grow.Ordinal] = _claims[grow.Ordinal] with { Size = grow.Size }; break;
            case MarkClaim mark: _claims[mark.Ordinal] = _claims[mark.Ordinal] with { IsEvacuated = mark.IsEvacuated }; break;
            case MarkClaimGivenUp mark:
                Assert.True(!mark.IsGivenUp || IsGivenUp(_pods[mark.Ordinal]), $"claim {mark.Ordinal} is given up for nothing");
                _claims[mark.Ordinal] = _claims[mark.Ordinal] with { IsGivenUp = mark.IsGivenUp };
                break;
            case MarkClaimUsed used: _claims[used.Ordinal] = _claims[used.Ordinal] with { IsUnused = false }; break;
            case DeleteClaim delete:
                Assert.True(_volumes.GetValueOrDefault(ClaimVolume(delete.Ordinal)) is not { Sectors.Count: > 0 },
                    $"claim {delete.Ordinal} is deleted with sectors on it");
                _claims.Remove(delete.Ordinal);
                _volumes.Remove(ClaimVolume(delete.Ordinal));
                break;
            case CreatePod create: Create(create); break;
            case DeletePod delete: Delete(delete); break;
            case MarkDrain mark: Find(mark.Pod).Drain = new DrainMark(mark.Reason, mark.Started); break;
            case MarkEvacuated mark: Find(mark.Pod).IsEvacuated = mark.IsEvacuated; break;
            case RememberRegistration remember: Find(remember.Pod).Registered = remember.Session.ToString(); break;
            case DisableTasks disable: Find(disable.Pod).Tasks.ExceptWith(disable.Tasks); break;
            case FenceWorker fence: Find(fence.Pod).IsEnabled = false; break;
            case BindPlaces bind: Pool.Metadata.Annotations = new Dictionary<string, string> { [PoolAnnotations.Nodes] = bind.Nodes ?? "" }; break;
            case DetachStorage detach:
                Find(detach.Pod).IsDetached = true;
                if (VolumeOf(Find(detach.Pod)) is { } closed) _index.Remove(closed.Id);
                break;
            case DetachPaths detach: _index.ExceptWith(detach.Paths.Select(path => path.Id)); break;
            case AbortJobs abort: Abort(abort); break;
            case RemoveFinalizer:
                Assert.Empty(_pods);
                IsFinalized = true;
                break;
            default: throw new InvalidOperationException($"nobody does {action}");
        }
    }

    /// <summary>A pod that is there already is none of failure.</summary>
    private void Create(CreatePod create) => _pods.TryAdd(create.Ordinal, new SimulatedPod(create.Ordinal, LastPlan!.Revision)
    {
        Failures = create.Failures,
        Drain = create.Drain,
        WantedNode = create.Node,
    });

    private void Abort(AbortJobs abort)
    {
        foreach (SimulatedPod pod in _pods.Values.Where(pod => pod.IsRunning && pod.Running.Any(abort.Calls.Contains)))
            Assert.True(IsGivenUp(pod), $"jobs are given up that run in {pod.Name}");
        _jobs.RemoveAll(job => abort.Calls.Contains(job.Job.Id));
    }

    /// <summary>A worker registers with a miner that was restarted when its tasks have ended, and returns calls of the process before it.</summary>
    private void TellMiner(SimulatedPod pod)
    {
        if (!pod.IsListed && pod.Running.Count == 0)
        {
            pod.IsListed = true;
            if (VolumeOf(pod) is { } store)
            {
                _jobs.RemoveAll(job => store.Calls.Contains(job.Job.Id));
                store.Calls.Clear();
            }
        }

        if (pod is { IsListed: true, IsDetached: false } && VolumeOf(pod) is { } volume) _index.Add(volume.Id);
    }

    private bool IsGivenUp(SimulatedPod pod) => DrainRules.IsGivenUp(Observe(), pod.Observe(IsNodeUp(pod), null));

    private void Delete(DeletePod delete)
    {
        SimulatedPod pod = Find(delete.Pod);
        Assert.Equal(pod.Uid, delete.Uid);
        bool givenUp = delete.Ground is DeleteGround.Forced or DeleteGround.Lost;
        Assert.True(givenUp || !pod.IsRunning || pod.Running.Count == 0, $"{delete} ends {pod.Running.Count} tasks");
        // One that has left the index for another reason before may be followed by one that empties its volume.
        bool isFollowed = pod is { IsDetached: true, IsEvacuated: false, Drain.Reason: DrainReason.ScaleDown };
        bool leaves = !(HasClaims || HasFolders) || (pod.Drain is { GoesForGood: true } && !isFollowed);
        if (leaves && delete.Ground == DeleteGround.Drained)
            Assert.True(VolumeOf(pod) is not { Sectors.Count: > 0 }, $"{delete} leaves sectors behind");
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
        ObservedClaim? claim = _claims.GetValueOrDefault(pod.Ordinal);
        if (HasClaims && claim is not { IsTerminating: false }) return;
        string? wanted = claim?.Node ?? pod.WantedNode;
        string[] free = [.. Nodes.Where(node => node.Value is { IsCordoned: false, SilentSince: null })
            .Select(node => node.Key).Where(node => wanted is null || node == wanted)];
        if (free.Length == 0) return;
        pod.Node = free[pod.Ordinal % free.Length];
        if (claim is not null && IsLocal) _claims[pod.Ordinal] = claim with { Node = pod.Node };
        pod.Start();
    }

    private void Remove(SimulatedPod pod)
    {
        // Whoever gives up a worker that goes for good gives up what is in its folder.
        if (HasFolders && pod.Drain is { GoesForGood: true } && IsGivenUp(pod)) _volumes.Remove($"{pod.Node ?? pod.WantedNode}-{pod.Ordinal}");
        _pods.Remove(pod.Ordinal);
        // A volume that ends with its pod takes along what was on it.
        if (!HasClaims && !HasFolders && VolumeOf(pod) is { } volume) _volumes.Remove(volume.Id);
        if (pod.IsRunning && pod.Running.Count == 0) _jobs.RemoveAll(job => job.Worker == pod.Name);
    }

    private void EndJobs(SimulatedPod pod)
    {
        pod.Running.Clear();
        VolumeOf(pod)?.Calls.Clear();
        _jobs.RemoveAll(job => job.Worker == pod.Name);
    }

    private bool IsNodeUp(SimulatedPod pod) => pod.Node is { } node && Nodes.GetValueOrDefault(node) is { SilentSince: null };

    private SimulatedPod Find(string name) => _pods.Values.Single(pod => pod.Name == name);

    /// <summary>The volume of a pod; null while it has no node, and in a pool without volumes.</summary>
    private SimulatedVolume? VolumeOf(SimulatedPod pod)
    {
        if (pod.Node is not { } node || Pool.Spec.Storage.Sealing is null) return null;
        string id = HasClaims ? ClaimVolume(pod.Ordinal) : HasFolders ? $"{node}-{pod.Ordinal}" : $"pod-{pod.Uid}";
        return _volumes.TryGetValue(id, out SimulatedVolume? there) ? there : _volumes[id] = new SimulatedVolume(id, pod.Ordinal);
    }

    private static string ClaimVolume(int ordinal) => $"claim-{ordinal}";

    private static string WorkerName(SimulatedPod pod) => PoolNames.Worker(Name, Namespace, pod.Ordinal);
}
