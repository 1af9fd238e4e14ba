using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Cores;
using LotusSeal.Worker.Parameters;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Hosting;

/// <summary>Everything <c>run</c> needs, from flags and environment (protocol spec 1.1 to 1.6).</summary>
public sealed record WorkerRunOptions
{
    /// <summary>The worker's repository folder.</summary>
    public required string RepositoryPath { get; init; }

    /// <summary>
    /// Reads the miner's address (http or https) and its token, which is never logged: at the start, again while the miner is waited for, and when it
    /// is lost. Throws <see cref="IOException"/> or <see cref="FormatException"/> while there is nothing to be read.
    /// </summary>
    public required Func<ApiInfo> FindMiner { get; init; }

    /// <summary>Host and port to bind and advertise; a wildcard is advertised as the address that reaches the miner (protocol spec 1.6).</summary>
    public required string Listen { get; init; }

    /// <summary>How long to look for that address once the miner answers.</summary>
    public TimeSpan RouteTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Task types to offer, long names, chosen by the rules of protocol spec 1.3.</summary>
    public required IReadOnlySet<string> Tasks { get; init; }

    /// <summary>Name shown by the miner; the host name by default.</summary>
    public required string Name { get; init; }

    /// <summary>Do not make the repository itself a storage path on first start.</summary>
    public bool NoLocalStorage { get; init; }

    /// <summary>Report no swap.</summary>
    public bool NoSwap { get; init; }

    /// <summary>Concurrent downloads.</summary>
    public int ParallelFetchLimit { get; init; } = 5;

    /// <summary>Most sectors of one path, or of one peer, read at once for vanilla proofs of spacetime; 0 for any number.</summary>
    public int PostParallelReads { get; init; } = 32;

    /// <summary>Time for the read of one such sector; zero for any.</summary>
    public TimeSpan PostReadTimeout { get; init; }

    /// <summary>Read-header timeout of the worker's server.</summary>
    public TimeSpan HttpServerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Shell command used instead of the built-in PreCommit2, or null.</summary>
    public string? ExternalPreCommit2 { get; init; }

    /// <summary>The phases that GPUs can compute, of tasks that are offered and not done by another program.</summary>
    public IEnumerable<SealingPhase> PhasesOnGpus
    {
        get
        {
            if (Tasks.Contains(TaskTypes.PreCommit2) && ExternalPreCommit2 is null) yield return SealingPhase.PreCommit2;
            if (Tasks.Contains(TaskTypes.ReplicaUpdate) || Tasks.Contains(TaskTypes.RegenSectorKey)) yield return SealingPhase.Update;
        }
    }

    /// <summary>Folder of the proof parameters, an absolute path.</summary>
    public string ParametersFolder { get; init; } = ParameterFetcherOptions.DefaultFolder;

    /// <summary>How long a prover, or a process that works on a GPU, is kept without work.</summary>
    public TimeSpan ProverIdle { get; init; } = new ChildTimings().Idle;

    /// <summary>How the prover is started; null for this program itself.</summary>
    public ChildProgram? Prover { get; init; }

    /// <summary>How a process that works on a GPU is started; null for this program itself, where there is a driver.</summary>
    public ChildProgram? GpuProcess { get; init; }

    /// <summary>The machine; tests have another.</summary>
    public HostProbe Host { get; init; } = new();

    /// <summary>Sealing threads; 0 means one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Cores of the label chains of PreCommit1.</summary>
    public LabelCoreChoice LabelCores { get; init; } = LabelCoreChoice.None;

    /// <summary>Layers that are labelled at a time; 0 for one per label core, or CPU where there is none.</summary>
    public int LabelLoops { get; init; }

    /// <summary>What computes that a GPU can compute.</summary>
    public GpuPolicy GpuPolicy { get; init; }

    /// <summary>Keep layers in mapped files instead of memory.</summary>
    public bool LowMemory { get; init; }

    /// <summary>Whether sealing and proofs begin only where their memory can be had.</summary>
    public bool ChecksMemory { get; init; } = true;

    /// <summary>Where parents files are made and read; null keeps none.</summary>
    public string? ParentsCache { get; init; }

    /// <summary>Rows above the leaves that tree-r-last lacks, 0 to 2 (porep.md 1.3).</summary>
    public int RowsToDiscard { get; init; } = SealingOptions.DefaultRowsToDiscard;

    /// <summary>Form of the log: <c>text</c> or <c>json</c>; null leaves it to the environment.</summary>
    public string? LogFormat { get; init; }

    /// <summary>What is to be said of the command line, for the log.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How many Commit1 runs with random seeds check a PreCommit2 result before it is returned; 0 for none.</summary>
    public int PreCommit2CheckRounds { get; init; } = 3;
}
