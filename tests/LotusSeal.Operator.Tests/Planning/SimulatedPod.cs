using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>A pod of <see cref="SimulatedFarm"/>, with what its worker really does.</summary>
internal sealed class SimulatedPod(int ordinal, string revision)
{
    public int Ordinal { get; } = ordinal;

    public string Uid { get; } = Guid.NewGuid().ToString();

    public string Revision { get; } = revision;

    public PodPhase Phase { get; set; } = PodPhase.Pending;

    public bool IsRunning { get; set; }

    public bool HasRun { get; set; }

    public bool IsTerminating { get; set; }

    /// <summary>A deletion without grace to speak of.</summary>
    public bool IsKilled { get; set; }

    public string? Node { get; set; }

    public DrainMark? Drain { get; set; }

    public bool IsEvacuated { get; set; }

    public string? Registered { get; set; }

    public int Failures { get; init; }

    public DateTimeOffset? FailedAt { get; set; }

    /// <summary>Session of the process.</summary>
    public Guid Session { get; set; }

    /// <summary>Whether the miner lists it.</summary>
    public bool IsListed { get; set; }

    public bool IsEnabled { get; set; }

    public bool IsAttached { get; set; }

    public HashSet<string> Tasks { get; set; } = [];

    /// <summary>What really runs in it.</summary>
    public List<CallId> Running { get; } = [];

    public QuietRecord? Quiet { get; set; }

    public string Name => $"pool-{Ordinal}";

    /// <summary>The container starts: its lists are in memory, so everything is switched on.</summary>
    public void Start()
    {
        (Phase, IsRunning, HasRun, IsEnabled, IsAttached, Session) = (PodPhase.Running, true, true, true, true, Guid.NewGuid());
        Tasks = [TaskTypes.PreCommit1, TaskTypes.PreCommit2, TaskTypes.AddPiece];
        Quiet = null;
    }

    public ObservedPod Observe(bool isNodeUp) => new()
    {
        Name = Name,
        Ordinal = Ordinal,
        Uid = Uid,
        Revision = Revision,
        Phase = Phase,
        IsReady = IsRunning && IsListed,
        IsTerminating = IsTerminating,
        IsRunning = IsRunning,
        HasRun = HasRun,
        Node = Node,
        Drain = Drain,
        IsEvacuated = IsEvacuated,
        Registered = Registered,
        Failures = Failures,
        FailedAt = FailedAt,
        Answer = IsRunning && isNodeUp ? Answer() : null,
    };

    private WorkerAnswer Answer()
    {
        OpenCall[] calls = [.. Running.Select(call => new OpenCall(call, null))];
        return new WorkerAnswer(Tasks, IsEnabled, Running.Count == 0) { Quiet = Quiet, OpenCalls = calls, EarlierCalls = calls };
    }
}
