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

    /// <summary>The C kernels or an error.</summary>
    public const string Native = "native";

    /// <summary>The managed twin.</summary>
    public const string Managed = "managed";

    /// <summary>The backends of a name, tested.</summary>
    /// <param name="name"><see cref="Auto"/>, <see cref="Native"/> or <see cref="Managed"/>.</param>
    /// <param name="warning">Told, now and later, of each backend that is not used or retired, and why.</param>
    /// <param name="note">Told of the GPUs that were found, or why none is used.</param>
    /// <param name="findGpus">Finds the GPUs, and tells of them; null for <see cref="FindGpus"/>.</param>
    /// <exception cref="SealingException"><see cref="Native"/> was asked for and cannot run here.</exception>
    public static BackendPool Choose(string name, Action<string> warning, Action<string>? note = null,
        Func<Action<string>?, IReadOnlyList<SealingBackend>>? findGpus = null)
    {
        List<SealingBackend> candidates = [];
        if (name == Auto && MayUseGpus(note)) candidates.AddRange((findGpus ?? FindGpus)(note));
        if (name != Managed)
        {
            if (NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)) candidates.Add(native);
            else if (name == Native) throw CannotRun(reason);
            else warning($"the native library is not used: {reason}");
        }

        if (name != Native) candidates.Add(new ManagedSealingBackend());
        BackendPool pool = new(candidates, warning);
        BackendSelection selection = pool.Selection;
        if (name == Native && selection.Retired is [var fault, ..]) throw CannotRun(fault.ToString());
        return pool;
    }

    /// <summary>Sealing threads of a setting, where 0 stands for one per core.</summary>
    public static int Threads(int setting) => setting > 0 ? setting : Environment.ProcessorCount;

    /// <summary>The GPUs that a phase uses, by name, for the miner. A retired one is not among them.</summary>
    public static IReadOnlyList<string> UsedGpus(BackendSelection selection) =>
        [.. selection.Phases.Values.Where(CudaSealingBackend.IsName).Distinct()];

    /// <summary>The GPUs, in the driver's order, for work in this process: each is the substitute of the one before it.</summary>
    /// <param name="note">Told of the GPUs that were found, or why none is used.</param>
    public static IReadOnlyList<CudaSealingBackend> FindGpus(Action<string>? note)
    {
        if (!MayUseGpus(note)) return [];
        if (!CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out string? reason)) note?.Invoke($"no GPU is used: {reason}");
        foreach (CudaSealingBackend gpu in gpus) note?.Invoke($"found the GPU {gpu.Device}");
        return gpus;
    }

    private static bool MayUseGpus(Action<string>? note)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(NoGpuVariable))) return true;
        note?.Invoke($"no GPU is used: {NoGpuVariable} is set");
        return false;
    }

    private static SealingException CannotRun(string reason) => new($"the native backend cannot run here: {reason}");
}
