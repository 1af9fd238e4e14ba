using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>What the tasks of one phase (a window, preparing, active) use on a worker (protocol spec 4.4). Not thread-safe.</summary>
public sealed class ActiveResources
{
    private const ulong MostCoresNumerator = 92, MostCoresDenominator = 100;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Sum of MinMemory, bytes.</summary>
    public ulong MemUsedMin { get; private set; }

    /// <summary>Sum of MaxMemory, bytes.</summary>
    public ulong MemUsedMax { get; private set; }

    /// <summary>GPUs in use.</summary>
    public double GpuUsed { get; private set; }

    /// <summary>Threads in use.</summary>
    public ulong CpuUse { get; private set; }

    /// <summary>Running tasks by seal task key, for instance <c>8:seal/v0/precommit/1</c>.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Whether a task fits besides the ones counted here.</summary>
    public bool CanHandle(string sealTask, TaskResources need, WorkerInfo worker)
    {
        if (need.MaxConcurrent > 0 && _counts.GetValueOrDefault(sealTask) >= need.MaxConcurrent) return false;
        if (worker.IgnoreResources) return true;
        WorkerResources has = worker.Resources;
        // Subtractions wrap on purpose: Lotus computes in unsigned numbers, and a worker that reports nonsense must see the same outcome.
        ulong freeMemory = unchecked(has.MemPhysical - MemUsedMin);
        if (need.MinMemory + need.BaseMinMemory > freeMemory) return false;
        ulong virtualUsed = Math.Max(MemUsedMax, has.MemUsed + has.MemSwapUsed);
        ulong freeVirtual = unchecked(has.MemPhysical + has.MemSwap - virtualUsed);
        if (need.MaxMemory + need.BaseMinMemory > freeVirtual) return false;
        if (CpuUse + Threads(need, has) > has.Cpus) return false;
        return Gpus(has) == 0 || need.GpuUtilization <= 0 || GpuUsed + need.GpuUtilization <= Gpus(has);
    }

    /// <summary>Counts a task in.</summary>
    public void Add(string sealTask, TaskResources need, WorkerResources worker)
    {
        MemUsedMin += need.MinMemory;
        MemUsedMax += need.MaxMemory;
        GpuUsed += need.GpuUtilization;
        CpuUse += Threads(need, worker);
        _counts[sealTask] = _counts.GetValueOrDefault(sealTask) + 1;
    }

    /// <summary>Counts a task out.</summary>
    public void Free(string sealTask, TaskResources need, WorkerResources worker)
    {
        MemUsedMin -= need.MinMemory;
        MemUsedMax -= need.MaxMemory;
        GpuUsed -= need.GpuUtilization;
        CpuUse -= Threads(need, worker);
        if (--_counts[sealTask] == 0) _counts.Remove(sealTask);
    }

    /// <summary>The largest used share of any resource; more than 1 when overcommitted.</summary>
    public double Utilization(WorkerResources worker)
    {
        double share = (double)CpuUse / worker.Cpus;
        share = Math.Max(share, (double)Math.Max(MemUsedMin, worker.MemUsed) / worker.MemPhysical);
        ulong virtualUsed = Math.Max(MemUsedMax, worker.MemUsed + worker.MemSwapUsed);
        share = Math.Max(share, (double)virtualUsed / (worker.MemPhysical + worker.MemSwap));
        return Gpus(worker) == 0 ? share : Math.Max(share, GpuUsed / Gpus(worker));
    }

    /// <summary>Threads a task takes on a worker: -1 means 92 % of the cores, and never none.</summary>
    public static ulong Threads(TaskResources need, WorkerResources worker)
    {
        bool usesGpu = need.GpuUtilization > 0 && Gpus(worker) > 0 && need.MaxParallelismGpu != 0;
        int threads = usesGpu ? need.MaxParallelismGpu : need.MaxParallelism;
        if (threads != -1) return (ulong)threads;
        ulong most = worker.Cpus * MostCoresNumerator / MostCoresDenominator;
        return most == 0 ? worker.Cpus : most;
    }

    private static int Gpus(WorkerResources worker) => worker.Gpus?.Length ?? 0;
}
