using LotusSeal.Cuda;
using LotusSeal.Native;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Selection;

namespace LotusSeal.Worker.Hosting;

/// <summary>Finds the backends that this machine can run, in order of preference; the only place that does.</summary>
internal static class BackendChoice
{
    /// <summary>For each phase the fastest one that runs here.</summary>
    public const string Auto = "auto";

    /// <summary>Set to anything, it keeps GPUs out, as in the reference; <c>--enable-gpu-proving=false</c> sets it.</summary>
    public const string NoGpuVariable = "BELLMAN_NO_GPU";

    /// <summary>The beginning of each note that says why there is no GPU.</summary>
    public const string NoneUsed = "no GPU is used: ";

    /// <summary>The C kernels or an error.</summary>
    public const string Native = "native";

    /// <summary>The managed twin.</summary>
    public const string Managed = "managed";

    /// <summary>The backends of a name, tested.</summary>
    /// <param name="name"><see cref="Auto"/>, <see cref="Native"/> or <see cref="Managed"/>.</param>
    /// <param name="policy">What is left to the processor.</param>
    /// <param name="warning">Told, now and later, of each backend that is not used or retired, and why.</param>
    /// <param name="note">Told of the GPUs that were found, or why none is used.</param>
    /// <param name="findGpus">Finds the GPUs, and tells of them; null for <see cref="FindGpus"/>.</param>
    /// <exception cref="SealingException"><see cref="Native"/> was asked for and cannot run here.</exception>
    public static BackendPool Choose(string name, GpuPolicy policy, Action<string> warning, Action<string>? note = null,
        Func<Action<string>?, IReadOnlyList<SealingBackend>>? findGpus = null)
    {
        List<SealingBackend> candidates = [];
        if (name == Auto)
        {
            if (WhyKeptOut(policy) is { } keptOut) note?.Invoke(keptOut);
            else candidates.AddRange(findGpus is null ? FindGpus(policy, note) : findGpus(note));
        }

        if (name != Managed)
        {
            if (NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)) candidates.Add(OfProcessor(native, policy));
            else if (name == Native) throw CannotRun(reason);
            else warning($"the native library is not used: {reason}");
        }

        if (name != Native) candidates.Add(OfProcessor(new ManagedSealingBackend(), policy));
        BackendPool pool = new(candidates, warning);
        BackendSelection selection = pool.Selection;
        if (name == Native && selection.Retired is [var fault, ..]) throw CannotRun(fault.ToString());
        return pool;
    }

    /// <summary>Sealing threads of a setting, where 0 stands for one per core.</summary>
    public static int Threads(int setting) => setting > 0 ? setting : Environment.ProcessorCount;

    /// <summary>The GPUs that phases use, by name, for the miner. A retired one is not among them.</summary>
    /// <param name="selection">The choice of this moment.</param>
    /// <param name="phases">Those whose tasks are offered and done here.</param>
    public static IReadOnlyList<string> UsedGpus(BackendSelection selection, IEnumerable<SealingPhase> phases) =>
        [.. phases.Select(phase => selection.Phases[phase]).Where(CudaSealingBackend.IsName).Distinct()];

    /// <summary>The GPUs, in the driver's order, for work in this process: each is the substitute of the one before it.</summary>
    /// <param name="policy">Whether any may be used.</param>
    /// <param name="note">Told of the GPUs that were found, or why none is used.</param>
    public static IReadOnlyList<CudaSealingBackend> FindGpus(GpuPolicy policy, Action<string>? note)
    {
        if (WhyNoGpu(policy, out IReadOnlyList<CudaSealingBackend> gpus) is { } reason) note?.Invoke(reason);
        foreach (CudaSealingBackend gpu in gpus) note?.Invoke($"found the GPU {gpu.Device}");
        return gpus;
    }

    /// <summary>Why no GPU is used in this process, for a person; null where some are there.</summary>
    /// <param name="policy">Whether any may be used.</param>
    /// <param name="gpus">The GPUs.</param>
    public static string? WhyNoGpu(GpuPolicy policy, out IReadOnlyList<CudaSealingBackend> gpus)
    {
        gpus = [];
        if (WhyKeptOut(policy) is { } keptOut) return keptOut;
        return CudaSealingBackend.TryCreate(out gpus, out string? reason) ? null : $"{NoneUsed}{reason}";
    }

    private static string? WhyKeptOut(GpuPolicy policy) => policy == GpuPolicy.Never ? $"{NoneUsed}the policy of GPUs is never"
        : !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(NoGpuVariable)) ? $"{NoneUsed}{NoGpuVariable} is set" : null;

    /// <summary>A backend without PreCommit2 where that is a GPU's or nobody's.</summary>
    private static SealingBackend OfProcessor(SealingBackend backend, GpuPolicy policy) => policy != GpuPolicy.Require ? backend
        : new SealingBackend(backend.Name)
        {
            InstructionSets = backend.InstructionSets,
            Handicaps = backend.Handicaps,
            Graph = backend.Graph,
            Labels = backend.Labels,
            Hashes = backend.Hashes,
            Updates = backend.Updates,
        };

    private static SealingException CannotRun(string reason) => new($"the native backend cannot run here: {reason}");
}
