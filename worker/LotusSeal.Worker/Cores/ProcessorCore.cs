namespace LotusSeal.Worker.Cores;

/// <summary>A physical core.</summary>
/// <param name="Threads">All its CPUs that are online: one, or with simultaneous multithreading two and more.</param>
/// <param name="Cpus">Those of them that this process may use, at least one.</param>
/// <param name="Cache">The CPUs that share its last level of cache: a core complex of an EPYC, a socket of a Xeon.</param>
/// <param name="Node">The node of memory that is near to it.</param>
/// <param name="IsSlow">The machine has faster ones: an efficiency core.</param>
internal sealed record ProcessorCore(CpuSet Threads, CpuSet Cpus, CpuSet Cache, int Node, bool IsSlow)
{
    /// <summary>Nobody outside of this process can be on it by way of another CPU.</summary>
    public bool IsWhole => Cpus.Count == Threads.Count;
}
