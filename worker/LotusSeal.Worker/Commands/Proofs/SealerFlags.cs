using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Flags of every offline command that seals.</summary>
internal sealed class SealerFlags
{
    private readonly TextSetting<string> _backend = new("--backend",
        Values.OneOf(BackendChoice.Auto, BackendChoice.Native, BackendChoice.Managed), BackendChoice.Auto,
        "arithmetic: auto takes the native one when this machine can run it (default: auto)", valueName: "auto|native|managed");

    private readonly TextSetting<int> _threads = new("--threads", Values.Integer(0, 1024), 0,
        "sealing threads; 0 means one per core (default: 0)", ["LOTUS_WORKER_THREADS"], valueName: "N");

    private readonly SwitchSetting _lowMemory = new("--low-memory", false, "keep layers in mapped files instead of memory",
        ["LOTUS_WORKER_LOW_MEMORY"]);

    private readonly ReferenceSettings _reference = new();

    /// <summary>Only where PreCommit2 is among what the command does.</summary>
    private readonly GpuPolicySetting? _gpuPolicy;

    /// <param name="replicas">Whether the command makes replicas, as a GPU can.</param>
    public SealerFlags(bool replicas = false) => _gpuPolicy = replicas ? new GpuPolicySetting() : null;

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_backend.Option);
        if (_gpuPolicy is not null) command.Add(_gpuPolicy.Option);
        command.Add(_threads.Option);
        command.Add(_lowMemory.Option);
        _reference.AddTo(command);
    }

    /// <summary>Reads the flags; the sealer is made when everything else has been read too.</summary>
    public SealerSettings Read(ParseResult result, CommandContext context)
    {
        string backend = _backend.Value(result, context);
        GpuPolicy policy = _gpuPolicy?.Read(result, context) ?? GpuPolicy.Prefer;
        if (policy == GpuPolicy.Require && backend != BackendChoice.Auto)
            throw new UsageException($"{GpuPolicySetting.Flag} {GpuPolicySetting.WordOf(policy)}: not together with --backend {backend}.");
        SealerSettings settings = new(backend, policy, _threads.Value(result, context), _lowMemory.Value(result, context),
            _reference.ReadParentsCache(result, context), _reference.RowsToDiscard.Value(result, context), Warn);
        if (ForeignVariables.Ignored(context.Variable, Environment.CurrentDirectory) is { Count: > 0 } ignored)
            Warn($"set, but without effect here: {string.Join(", ", ignored)}");
        return settings;

        void Warn(string warning) => context.Error.WriteLine($"warning: {warning}");
    }
}
