namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Every variable that the reference implementation (porep.md 1.3) and <c>lotus-worker</c> (protocol spec 1.1, 1.2, 1.11) read, and what it does
/// here; <c>docs/environment.md</c> shows the same. The variables of resources are in <see cref="Resources.ResourceTable"/>.
/// </summary>
internal static class ForeignVariables
{
    /// <summary>The file beside the process from which the reference takes the same settings.</summary>
    public const string SettingsFile = "rust-fil-proofs.config.toml";

    private const string AlwaysGpu = "a GPU that gives the known answers is used for PreCommit2 and updates";
    private const string OwnGpu = "devices and batches are chosen by the worker itself", OwnProver = "the prover takes the threads of the worker";
    private const string OwnBatches = "batches and windows have sizes of their own";

    /// <summary>The table.</summary>
    public static readonly IReadOnlyList<ForeignVariable> All =
    [
        Honoured("FIL_PROOFS_PARAMETER_CACHE", "folder of parameters: Commit2, fetch-params, proofs params, proofs c2 and proofs verify"),
        Honoured("FIL_PROOFS_VERIFY_PRODUCTION_PARAMS", "always on: fetch-params and proofs params compare every file with its digest"),
        Honoured("FIL_PROOFS_PARENT_CACHE", "folder of parents files; without it there are none"),
        Honoured("FIL_PROOFS_VERIFY_CACHE", "always on: nothing in a parents file is believed"),
        Honoured("FIL_PROOFS_ROWS_TO_DISCARD", "rows above the leaves that tree-r-last lacks, 0 to 2; anything else is an error"),
        Honoured("FIL_PROOFS_USE_MULTICORE_SDR", "threads that the miner plans for PC1 and unsealing; labelling always has helper threads"),
        Honoured("FIL_PROOFS_MULTICORE_SDR_PRODUCERS", "as FIL_PROOFS_USE_MULTICORE_SDR"),
        Ignored("FIL_PROOFS_MULTICORE_SDR_PRODUCER_STRIDE", OwnBatches),
        Ignored("FIL_PROOFS_MULTICORE_SDR_LOOKAHEAD", OwnBatches),
        Ignored("FIL_PROOFS_SDR_PARENTS_CACHE_SIZE", OwnBatches),
        Ignored("FIL_PROOFS_COLUMN_WRITE_BATCH_SIZE", OwnBatches),
        IgnoredSwitch("FIL_PROOFS_USE_GPU_COLUMN_BUILDER", AlwaysGpu),
        Ignored("FIL_PROOFS_MAX_GPU_COLUMN_BATCH_SIZE", OwnGpu),
        IgnoredSwitch("FIL_PROOFS_USE_GPU_TREE_BUILDER", AlwaysGpu),
        Ignored("FIL_PROOFS_MAX_GPU_TREE_BATCH_SIZE", OwnGpu),
        Ignored("FIL_PROOFS_WINDOW_POST_SYNTHESIS_NUM_CPUS", OwnProver),
        Ignored("FIL_PROOFS_GPU_FRAMEWORK", OwnGpu),
        Ignored("BELLMAN_GPU_FRAMEWORK", OwnGpu),
        Ignored("NEPTUNE_GPU_FRAMEWORK", OwnGpu),
        Ignored("BELLMAN_CUSTOM_GPU", OwnGpu),
        Honoured("BELLMAN_NO_GPU", "set to anything, it keeps GPUs out of PreCommit2, updates and proofs"),
        Ignored("EC_GPU_NUM_THREADS", OwnGpu),
        Ignored("RAYON_NUM_THREADS", "--threads or LOTUS_WORKER_THREADS takes its place"),
        Ignored("RUST_LOG", "GOLOG_LOG_LEVEL takes its place"),
        Honoured("GOLOG_LOG_LEVEL", "lowest level of the log"),
        Honoured("GOLOG_LOG_FMT", "json for a log in JSON"),
        Ignored("GOLOG_FILE", "the log goes to standard output"),
        Honoured("LOTUS_WORKER_PATH", "--worker-repo"),
        Honoured("WORKER_PATH", "--worker-repo"),
        Honoured("LOTUS_MINER_PATH", "--miner-repo"),
        Honoured("LOTUS_STORAGE_PATH", "--miner-repo"),
        Honoured("MINER_API_INFO", "token and address of the miner"),
        Honoured("STORAGE_API_INFO", "as MINER_API_INFO, which wins"),
        Honoured("LOTUS_WORKER_ENABLE_GPU_PROVING", "--enable-gpu-proving; false sets BELLMAN_NO_GPU"),
        Ignored("LOTUS_PANIC_REPORT_PATH", "no panic reports are written"),
        Honoured("LOTUS_WORKER_LISTEN", "--listen"),
        Honoured("LOTUS_WORKER_NO_LOCAL_STORAGE", "--no-local-storage"),
        Honoured("LOTUS_WORKER_NO_SWAP", "--no-swap"),
        Honoured("LOTUS_WORKER_NAME", "--name"),
        Honoured("LOTUS_WORKER_ADDPIECE", "--addpiece"),
        Honoured("LOTUS_WORKER_PRECOMMIT1", "--precommit1"),
        Honoured("LOTUS_WORKER_UNSEAL", "--unseal"),
        Honoured("LOTUS_WORKER_PRECOMMIT2", "--precommit2"),
        Honoured("LOTUS_WORKER_COMMIT", "--commit; not offered while the parameters of Commit2 are missing"),
        Honoured("LOTUS_WORKER_REPLICA_UPDATE", "--replica-update"),
        Honoured("LOTUS_WORKER_PROVE_REPLICA_UPDATE2", "--prove-replica-update2; not offered while the parameters of updates are missing"),
        Honoured("LOTUS_WORKER_REGEN_SECTOR_KEY", "--regen-sector-key"),
        Honoured("LOTUS_WORKER_SECTOR_DOWNLOAD", "--sector-download"),
        Honoured("LOTUS_WORKER_WINDOWPOST", "--windowpost"),
        Honoured("LOTUS_WORKER_WINNINGPOST", "--winningpost"),
        Honoured("LOTUS_WORKER_NO_DEFAULT", "--no-default"),
        Honoured("LOTUS_WORKER_PARALLEL_FETCH_LIMIT", "--parallel-fetch-limit"),
        Honoured("LOTUS_WORKER_POST_PARALLEL_READS", "--post-parallel-reads"),
        Honoured("LOTUS_WORKER_POST_READ_TIMEOUT", "--post-read-timeout"),
        Honoured("LOTUS_WORKER_TIMEOUT", "--timeout"),
        Ignored("LOTUS_OTEL_EXPORTER_ENDPOINT", "no traces are sent"),
        IgnoredSwitch("LOTUS_OTEL_EXPORTER_INSECURE", "no traces are sent"),
        IgnoredSwitch("LOTUS_VERSION_IGNORE_COMMIT", "the version is that of this program"),
    ];

    /// <summary>What is set and does nothing here, each with the reason; empty when nobody has to be told.</summary>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    /// <param name="workingDirectory">Where the reference would look for its file of settings.</param>
    public static IReadOnlyList<string> Ignored(Func<string, string?> environment, string workingDirectory)
    {
        List<string> ignored = [.. All.Where(variable => variable.IsIgnored(environment(variable.Name)))
            .Select(variable => $"{variable.Name} ({variable.Effect})")];
        string file = Path.Join(workingDirectory, SettingsFile);
        if (File.Exists(file)) ignored.Add($"{file} (settings are variables or flags here)");
        return ignored;
    }

    private static ForeignVariable Honoured(string name, string effect) => new(name, effect) { Honoured = true };

    private static ForeignVariable Ignored(string name, string reason) => new(name, reason);

    private static ForeignVariable IgnoredSwitch(string name, string reason) => new(name, reason) { Switch = true };
}
