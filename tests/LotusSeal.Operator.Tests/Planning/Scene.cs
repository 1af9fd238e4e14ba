using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>A pool of three good and idle workers with a miner that knows them, for tests to change one thing of.</summary>
internal sealed class Scene
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<int, ObservedPod> _pods = [];
    private readonly Dictionary<Guid, WorkerStats> _stats = [];
    private readonly Dictionary<Guid, IReadOnlyList<WorkerJob>> _jobs = [];
    private readonly Dictionary<int, MinerPath> _paths = [];

    public Scene(int workers = 3)
    {
        Pool.Spec.Replicas = workers;
        for (int ordinal = 0; ordinal < workers; ordinal++) Add(ordinal);
    }

    public V1Alpha1SealWorker Pool { get; } = new()
    {
        Metadata = new() { Name = "pool", NamespaceProperty = "sealing", Generation = 4, Annotations = new Dictionary<string, string>() },
        Spec = new()
        {
            Miner = new() { Address = "/dns/miner/tcp/2345/http", TokenSecretRef = new() { Name = "t" } },
            Gpu = new() { Count = 0 },
            Resources = new() { Limits = new Dictionary<string, k8s.Models.ResourceQuantity> { ["memory"] = new("64Gi") } },
            Storage = new() { Sealing = new() { Claim = new() { Size = "1Ti" } } },
        },
    };

    public Dictionary<string, ObservedNode> Nodes { get; } = new() { ["node"] = new() };

    public List<ObservedClaim> Claims { get; } = [];

    public bool IsMinerKnown { get; set; } = true;

    public string Actor { get; set; } = "t01000";

    public SchedulerView? Scheduler { get; set; }

    public CredentialState Credentials { get; set; } = new(CredentialKind.Valid, "the token is good", "0123456789");

    public string? PodRejection { get; set; }

    public string Revision => PodRevision.Of(Pool.Spec, Credentials.Hash);

    public PoolPlan Plan => PoolPlanner.Decide(Seen);

    public PoolObservation Seen => new(Pool, Now)
    {
        Pods = [.. _pods.Values],
        Claims = Claims,
        Nodes = Nodes,
        LastMiner = IsMinerKnown ? View : null,
        MinerProblem = IsMinerKnown ? null : new MinerProblem(MinerProblemKind.DialFailed, "nobody listens at miner:2345"),
        Credentials = Credentials,
        PodRejection = PodRejection,
    };

    private MinerView View =>
        new(Now, Actor, Session(99), _stats, _jobs, [.. _paths.Values]) { SectorSize = "32GiB", Version = "1.36.2", Scheduler = Scheduler };

    public static Guid Session(int ordinal) => new(ordinal, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static WorkerJob Job(int number, string task = TaskTypes.PreCommit1, int runWait = 0, string? host = null) =>
        new(new CallId(new SectorId(1000, (ulong)number), Session(number)), new SectorId(1000, (ulong)number), task, runWait, Now.AddHours(-1), host);

    public static WorkerStats Stats(string name, params string[] tasks) => new(
        new WorkerInfo(name, false, new WorkerResources(256UL << 30, 0, 0, 0, 16, ["GPU 0"], null)), tasks, true, 0, 0, 0, 0, null);

    /// <summary>Changes a pod.</summary>
    public Scene With(int ordinal, Func<ObservedPod, ObservedPod> change)
    {
        _pods[ordinal] = change(_pods[ordinal]);
        return this;
    }

    /// <summary>Changes what the miner lists for a worker; null takes the entry away.</summary>
    public Scene Listed(int ordinal, Func<WorkerStats, WorkerStats?> change)
    {
        if (change(_stats[Session(ordinal)]) is { } stats) _stats[Session(ordinal)] = stats;
        else _stats.Remove(Session(ordinal));
        return this;
    }

    public Scene ListOther(int session, WorkerStats stats)
    {
        _stats[Session(session)] = stats;
        return this;
    }

    public Scene Busy(int ordinal, params WorkerJob[] jobs) => JobsOf(Session(ordinal), jobs);

    public Scene JobsOf(Guid session, params WorkerJob[] jobs)
    {
        _jobs[session] = jobs;
        return this;
    }

    public Scene Holds(int ordinal, params int[] sectors)
    {
        _paths[ordinal] = _paths[ordinal] with { Sectors = [.. sectors.Select(number => new SectorId(1000, (ulong)number))] };
        return this;
    }

    /// <summary>Adds a path to the index, with a number that no worker has.</summary>
    public Scene Path(int number, string id, string url)
    {
        _paths[number] = new MinerPath(id, [url], []);
        return this;
    }

    public Scene WithoutPath(int ordinal)
    {
        _paths.Remove(ordinal);
        return this;
    }

    public Scene WithoutPod(int ordinal)
    {
        _pods.Remove(ordinal);
        return this;
    }

    public Scene Drained(int ordinal, DrainReason reason, TimeSpan? ago = null) =>
        With(ordinal, pod => pod with { Drain = new DrainMark(reason, Now - (ago ?? TimeSpan.FromMinutes(5))) });

    /// <summary>A worker that has retired a GPU, in a pod of an age.</summary>
    public Scene LostGpu(int ordinal, TimeSpan age) => With(ordinal, pod => pod with
    {
        Created = Now - age,
        Answer = pod.Answer! with { LostGpus = [new LostGpu("GPU-1", "Xid 79: it has fallen off the bus")] },
    });

    /// <summary>A worker whose process never began, and of which the miner knows nothing.</summary>
    public Scene NeverBegan(int ordinal) => Listed(ordinal, _ => null).WithoutPath(ordinal)
        .With(ordinal, pod => pod with { HasRun = false, Registered = null, IsRunning = false, IsReady = false });

    /// <summary>The step of a drain.</summary>
    public DrainStep Step(int ordinal) => Plan.Drains[$"pool-{ordinal}"];

    private void Add(int ordinal)
    {
        string[] tasks = [TaskTypes.AddPiece, TaskTypes.PreCommit1, TaskTypes.PreCommit2, TaskTypes.Fetch];
        _pods[ordinal] = new ObservedPod
        {
            Name = $"pool-{ordinal}",
            Ordinal = ordinal,
            Uid = $"uid-{ordinal}",
            ResourceVersion = $"version-{ordinal}",
            Revision = Revision,
            Phase = PodPhase.Running,
            IsReady = true,
            IsRunning = true,
            HasRun = true,
            Node = "node",
            Registered = Session(ordinal).ToString(),
            Answer = new WorkerAnswer(tasks, IsEnabled: true, IsQuiet: true) { Quiet = new QuietRecord(Now.AddMinutes(-10), 20) },
        };
        Claims.Add(new ObservedClaim(ordinal, "1Ti", "node"));
        _stats[Session(ordinal)] = Stats($"pool-{ordinal}.sealing", tasks);
        _paths[ordinal] = new MinerPath($"path-{ordinal}", [$"http://pool-{ordinal}.pool.sealing.svc:3456/remote"], []);
    }
}
