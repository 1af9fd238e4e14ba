using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Text;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Commands.Proofs;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Cores;

namespace LotusSeal.Worker.Commands.Run;

/// <summary>The flags of <c>run</c> that choose no tasks (protocol spec 1.2), and this worker's own.</summary>
internal sealed class RunSettings
{
    public TextSetting<string> Listen { get; } = new("--listen", Values.Text, "0.0.0.0:3456",
        "host:port to serve and to tell the miner; 0.0.0.0 serves on all interfaces and tells the address that reaches the miner "
            + "(default: 0.0.0.0:3456)",
        ["LOTUS_WORKER_LISTEN"], valueName: "HOST:PORT");

    public TextSetting<string?> Address { get; } = new("--address", Values.Text, null, "deprecated, use --listen",
        valueName: "HOST:PORT", hidden: true);

    public SwitchSetting NoLocalStorage { get; } = new("--no-local-storage", false, "do not make the repository a storage path at the first start",
        ["LOTUS_WORKER_NO_LOCAL_STORAGE"]);

    public SwitchSetting NoSwap { get; } = new("--no-swap", false, "report no swap", ["LOTUS_WORKER_NO_SWAP"]);

    public TextSetting<string?> Name { get; } = new("--name", Values.Text, null, "name shown by the miner (default: the full host name)",
        ["LOTUS_WORKER_NAME"], valueName: "NAME");

    public TextSetting<int> ParallelFetchLimit { get; } = new("--parallel-fetch-limit", Values.Integer(1, 10_000), 5,
        "concurrent downloads (default: 5)", ["LOTUS_WORKER_PARALLEL_FETCH_LIMIT"], valueName: "N");

    public TextSetting<int> PostParallelReads { get; } = new("--post-parallel-reads", Values.Integer(0, int.MaxValue), 32,
        "sectors of one path read at once to prove that they are kept; 0 for no limit (default: 32)",
        ["LOTUS_WORKER_POST_PARALLEL_READS"], valueName: "N");

    public TextSetting<TimeSpan> PostReadTimeout { get; } = new("--post-read-timeout", DurationText.Parse, TimeSpan.Zero,
        "time for the read of one such sector; 0s for no limit (default: 0s)", ["LOTUS_WORKER_POST_READ_TIMEOUT"], valueName: "DURATION");

    public TextSetting<TimeSpan> Timeout { get; } = new("--timeout", DurationText.Parse, TimeSpan.FromMinutes(30),
        "how long to look for the way to a miner that answers when --listen has a wildcard (default: 30m)", ["LOTUS_WORKER_TIMEOUT"],
        valueName: "DURATION");

    public TextSetting<TimeSpan> HttpServerTimeout { get; } = new("--http-server-timeout", Values.PositiveDuration, TimeSpan.FromSeconds(30),
        "time for a client to send its request header (default: 30s)", valueName: "DURATION");

    public TextSetting<string?> ExternalPreCommit2 { get; } = new("--external-pc2", Values.Text, null,
        "shell command used instead of the built-in PreCommit2", valueName: "COMMAND");

    public TextSetting<int> PreCommit2CheckRounds { get; } = new("--pc2-check-rounds", Values.Integer(0, 100), 3,
        "Commit1 runs with random seeds that check a PreCommit2 result; 0 for none (default: 3)", ["LOTUS_WORKER_PC2_CHECK_ROUNDS"], valueName: "N");

    public TextSetting<string> Parameters { get; } = ParameterFlags.Folder("--params", "folder of the parameters of proofs");

    public TextSetting<TimeSpan> ProverIdle { get; } = new("--prover-idle", Values.PositiveDuration, new ChildTimings().Idle,
        "how long processes for proofs and for GPUs are kept without work, with their memory (default: 15m)", ["LOTUS_WORKER_PROVER_IDLE"],
        valueName: "DURATION");

    public TextSetting<int> Threads { get; } = new("--threads", Values.Integer(0, 1024), 0, "sealing threads; 0 means one per core (default: 0)",
        ["LOTUS_WORKER_THREADS"], valueName: "N");

    public TextSetting<LabelCoreChoice> LabelCores { get; } = new("--label-cores", Cores.LabelCores.Read, LabelCoreChoice.Auto,
        "where PreCommit1 labels, each sector on a core of its own: auto, none, or a CPU of each core, for instance 2,4-7 (default: auto)",
        ["LOTUS_WORKER_LABEL_CORES"], valueName: "auto|none|CPUS");

    public TextSetting<int> LabelLoops { get; } = new("--label-loops", Values.Integer(0, 1024), 0,
        "layers that PreCommit1 labels at a time; sectors beyond that share a loop, where the processor gains by it; 0 means one per label "
        + "core, or per CPU without any (default: 0)", ["LOTUS_WORKER_LABEL_LOOPS"], valueName: "N");

    public ReferenceSettings Reference { get; } = new();

    public GpuPolicySetting GpuPolicy { get; } = new();

    public SwitchSetting LowMemory { get; } = new("--low-memory", false, "keep layers in mapped files instead of memory",
        ["LOTUS_WORKER_LOW_MEMORY"]);

    public SwitchSetting CheckMemory { get; } = new("--check-memory", true, "begin sealing and proofs only where their memory can be had",
        ["LOTUS_WORKER_CHECK_MEMORY"]);

    public TextSetting<ProcessPriority> Priority { get; } = new("--priority", ProcessPriority.Parse, ProcessPriority.Normal,
        "how much to yield to other processes: normal, low, idle, or for instance nice=5,io=best-effort:6 (default: normal)",
        ["LOTUS_WORKER_PRIORITY"], valueName: "PRIORITY");

    public TextSetting<string?> LogFormat { get; } = new("--log-format", Values.OneOf("text", "json"), null,
        "form of the log: text or json (default: as GOLOG_LOG_FMT says, else text)", [ProcessLog.FormatVariable], valueName: "text|json");

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new[]
        {
            Listen.Option, Address.Option, NoLocalStorage.Option, NoSwap.Option, Name.Option, ParallelFetchLimit.Option, PostParallelReads.Option,
            PostReadTimeout.Option, Timeout.Option, HttpServerTimeout.Option, ExternalPreCommit2.Option, PreCommit2CheckRounds.Option,
            Parameters.Option, ProverIdle.Option, Threads.Option, LabelCores.Option, LabelLoops.Option, GpuPolicy.Option, LowMemory.Option,
            CheckMemory.Option, Priority.Option, LogFormat.Option,
        })
        {
            command.Add(option);
        }

        Reference.AddTo(command);
    }
}
