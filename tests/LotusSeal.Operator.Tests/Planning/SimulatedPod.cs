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

    /// <summary>The node where it has to run.</summary>
    public string? WantedNode { get; init; }

    /// <summary>Whether a person has given it up.</summary>
    public bool IsForced { get; set; }

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

    /// <summary>Whether its process has got as far as to answer questions.</summary>
    public bool IsListening { get; set; }

    /// <summary>Whether it has closed its path.</summary>
    public bool IsDetached { get; set; }

    public HashSet<string> Tasks { get; set; } = [];

    /// <summary>What really runs in it.</summary>
    public List<CallId> Running { get; } = [];

    public QuietRecord? Quiet { get; set; }

    public string Name => $"pool-{Ordinal}";

    /// <summary>The container starts: its lists are in memory, so everything is switched on.</summary>
    public void Start()
    {
        (Phase, IsRunning, HasRun, IsEnabled, Session) = (PodPhase.Running, true, true, true, Guid.NewGuid());
        (IsListening, IsDetached) = (false, false);
        Tasks = [TaskTypes.PreCommit1, TaskTypes.PreCommit2, TaskTypes.AddPiece];
        Quiet = null;
    }

    /// <param name="isNodeUp">Whether its node says anything.</param>
    /// <param name="volume">The path that it has when it is open; null when it has none.</param>
    public ObservedPod Observe(bool isNodeUp, string? volume) => new()
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
        IsForced = IsForced,
        Registered = Registered,
        Failures = Failures,
        FailedAt = FailedAt,
        Answer = IsListening && isNodeUp ? Answer(volume) : null,
    };

    private WorkerAnswer Answer(string? volume)
    {
        OpenCall[] calls = [.. Running.Select(call => new OpenCall(call, null))];
        return new WorkerAnswer(Tasks, IsEnabled, Running.Count == 0)
        {
            Quiet = Quiet,
            OpenCalls = calls,
            EarlierCalls = calls,
            Paths = Drain is null ? null : IsDetached || volume is null ? [] : [volume],
        };
    }
}
