using System.CommandLine;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands;

/// <summary>Flags of every command (protocol spec 1.1, 1.12).</summary>
internal sealed class GlobalFlags
{
    private readonly TextSetting<string> _workerRepository = new("--worker-repo", Values.Text, "~/.lotusworker",
        "worker repository (default: ~/.lotusworker)", ["LOTUS_WORKER_PATH", "WORKER_PATH"], ["--workerrepo"], "DIR");

    private readonly TextSetting<string> _minerRepository = new("--miner-repo", Values.Text, "~/.lotusminer",
        "where to look for the miner's api and token files (default: ~/.lotusminer)", ["LOTUS_MINER_PATH", "LOTUS_STORAGE_PATH"],
        ["--storagerepo"], "DIR");

    private readonly SwitchSetting _enableGpuProving = new("--enable-gpu-proving", true,
        "use NVIDIA GPUs for PreCommit2, updates and proofs; false sets BELLMAN_NO_GPU",
        ["LOTUS_WORKER_ENABLE_GPU_PROVING"]);

    private readonly TextSetting<string> _panicReports = new("--panic-reports", Values.Text, "~/.lotusworker",
        "accepted for compatibility; no panic reports are written", ["LOTUS_PANIC_REPORT_PATH"], valueName: "DIR", hidden: true);

    /// <summary>Adds the flags to the root command; they hold for its sub-commands too.</summary>
    public void AddTo(Command root)
    {
        foreach (Option option in new[] { _workerRepository.Option, _minerRepository.Option, _enableGpuProving.Option, _panicReports.Option })
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    /// <summary>The worker's repository, an absolute path.</summary>
    public string WorkerRepository(ParseResult result, CommandContext context) =>
        Path.GetFullPath(context.ExpandPath(_workerRepository.Value(result, context)));

    /// <summary>The miner's repository, an absolute path; without flag and environment the seed era's folder is tried too.</summary>
    public string MinerRepository(ParseResult result, CommandContext context)
    {
        Given<string> given = _minerRepository.Read(result, context);
        string path = Path.GetFullPath(context.ExpandPath(given.Value));
        string seed = Path.GetFullPath(context.ExpandPath("~/.lotusstorage"));
        return !given.Explicit && !Directory.Exists(path) && Directory.Exists(seed) ? seed : path;
    }

    /// <summary>
    /// Whether there is a miner's repository to wait for: one that was given by flag or environment, though it may not be there yet, or the default.
    /// </summary>
    public bool HasMinerRepository(ParseResult result, CommandContext context) =>
        _minerRepository.Read(result, context).Explicit || Directory.Exists(MinerRepository(result, context));

    /// <summary>Whether GPUs may be used.</summary>
    public bool EnableGpuProving(ParseResult result, CommandContext context) => _enableGpuProving.Value(result, context);
}
