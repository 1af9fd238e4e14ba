using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Resources;

/// <summary>Answers <c>Info</c> with the numbers of this moment.</summary>
/// <param name="name">Name shown by the miner.</param>
/// <param name="noSwap">Report no swap.</param>
/// <param name="probe">The machine.</param>
/// <param name="table">What tasks need.</param>
internal sealed class WorkerInfoSource(string name, bool noSwap, HostProbe probe, ResourceTable table)
{
    /// <summary>
    /// The GPUs that tasks use at this moment. One that is reported and not used makes the miner plan tasks that could use it with a few threads
    /// (protocol spec 4.5).
    /// </summary>
    public Func<IReadOnlyList<string>> UsedGpus { get; set; } = () => [];

    /// <summary>
    /// Logical CPUs of this worker: as many while some of them are kept for labels, since the miner counts the processors of those tasks itself.
    /// </summary>
    public Func<int> CpuCount { get; set; } = probe.ReadCpuCount;

    /// <summary>The worker's name and resources.</summary>
    public WorkerInfo Read()
    {
        HostMemory memory = probe.ReadMemory();
        (ulong swap, ulong swapUsed) = noSwap ? (0UL, 0UL) : (memory.Swap, memory.SwapUsed);
        return new WorkerInfo(name, false, new WorkerResources(memory.Physical, memory.Used, swap, swapUsed,
            (ulong)CpuCount(), [.. UsedGpus()], table.ToWire()));
    }

    /// <summary>The form of v0.3.0.</summary>
    public V0WorkerInfo ReadV0()
    {
        WorkerInfo info = Read();
        return new V0WorkerInfo(info.Hostname, new V0WorkerResources(info.Resources.MemPhysical, info.Resources.MemSwap, info.Resources.MemUsed,
            info.Resources.Cpus, info.Resources.Gpus));
    }
}
