using LotusSeal.Primitives.Interop;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Cores;

/// <summary>Which CPUs threads may run on.</summary>
internal static class ThreadAffinity
{
    /// <summary>The id of the calling thread.</summary>
    public static int Current => Libc.CurrentThread;

    /// <summary>The CPUs of a thread, or of a process's first one; 0 is the calling thread.</summary>
    /// <exception cref="IOException">The thread is gone.</exception>
    public static CpuSet Of(int thread)
    {
        ulong[] mask = new ulong[Libc.AffinityWords];
        if (!Libc.TryGetAffinity(thread, mask)) throw Libc.LastError.ToException($"Cannot read the CPUs of thread {thread}");
        return new CpuSet(Enumerable.Range(0, CpuSet.Most).Where(cpu => (mask[cpu / 64] >> (cpu % 64) & 1) != 0));
    }

    /// <summary>Sets the CPUs of a thread; 0 is the calling one.</summary>
    /// <returns>Why it was refused, or null.</returns>
    public static LibcError? Set(int thread, CpuSet cpus) => Set(thread, MaskOf(cpus));

    /// <summary>
    /// Sets the CPUs of every thread of this process and of those that it has started. A thread has those of the one that made it, or of its
    /// process's first one, so what comes later has them too.
    /// </summary>
    /// <param name="cpus">Where they may run.</param>
    /// <param name="but">Threads that stay as they are.</param>
    /// <returns>Why one was refused, or null.</returns>
    public static LibcError? SetAll(CpuSet cpus, IEnumerable<int> but)
    {
        HashSet<int> done = [.. but];
        LibcError? refused = null;
        ulong[] mask = MaskOf(cpus);
        // A thread that appears between two looks was made by one that is not set yet, so look until nothing new is seen.
        while (ProcessThreads.OfFamily().Where(done.Add).ToList() is { Count: > 0 } fresh)
            foreach (int thread in fresh) refused ??= Set(thread, mask);
        return refused;
    }

    /// <summary>The most that this process may use now: its CPUs, and whether more are asked for in vain.</summary>
    /// <remarks>
    /// A container's CPUs can change while it runs. A thread that asks for all follows, one that asks for those of today does not; but where
    /// somebody limited the process itself, as <c>taskset</c> does, asking for all would undo that. The calling thread tries it.
    /// </remarks>
    /// <param name="whole">What gives all threads back what they have now.</param>
    public static CpuSet OfProcess(out CpuSet whole)
    {
        CpuSet now = Of(Environment.ProcessId), own = Of(0), all = new(Enumerable.Range(0, CpuSet.Most));
        whole = Set(0, all) is null && Of(0).Equals(now) ? all : now;
        _ = Set(0, own);
        return now;
    }

    private static ulong[] MaskOf(CpuSet cpus)
    {
        ulong[] mask = new ulong[Libc.AffinityWords];
        foreach (int cpu in cpus) mask[cpu / 64] |= 1UL << (cpu % 64);
        return mask;
    }

    private static LibcError? Set(int thread, ulong[] mask)
    {
        if (Libc.TrySetAffinity(thread, mask)) return null;
        LibcError error = Libc.LastError;
        // A thread that ended meanwhile is no failure.
        return error == LibcError.NoSuchProcess ? null : error;
    }
}
