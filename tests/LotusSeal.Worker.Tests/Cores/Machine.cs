using System.Globalization;
using LotusSeal.Worker.Cores;

namespace LotusSeal.Worker.Tests.Cores;

/// <summary>The cores of a machine, as its kernel lists them.</summary>
/// <param name="Cores">The CPUs of each core.</param>
/// <param name="Caches">The CPUs behind each last cache; none where the kernel tells of no cache.</param>
/// <param name="Nodes">The CPUs of each node; none on a kernel without NUMA.</param>
internal sealed record Machine(string[] Cores, string[] Caches, string[] Nodes)
{
    /// <summary>EPYC 7502: complexes of four cores; one node.</summary>
    public static Machine Rome { get; } = new(Blocks(32, 1, 32), Blocks(32, 4, 32), ["0-63"]);

    /// <summary>Two EPYC 7543: complexes of eight cores; a node a socket.</summary>
    public static Machine TwoMilan { get; } = new(Blocks(64, 1, 64), Blocks(64, 8, 64), ["0-31,64-95", "32-63,96-127"]);

    /// <summary>Two Xeon E5-2697 v4: one cache and node a socket.</summary>
    public static Machine TwoXeon { get; } = new(Blocks(36, 1, 36), Blocks(36, 18, 36), ["0-17,36-53", "18-35,54-71"]);

    /// <summary>Two Xeons of ten cores whose firmware counts the sockets in turn, without hyperthreads.</summary>
    public static Machine InTurn { get; } = new(Blocks(20, 1), [Every(2, 0, 20), Every(2, 1, 20)], [Every(2, 0, 20), Every(2, 1, 20)]);

    /// <summary>Ampere Altra: no threads, the second cache of a core is the last one that the kernel knows.</summary>
    public static Machine Altra { get; } = new(Blocks(80, 1), Blocks(80, 1), ["0-79"]);

    /// <summary>Core i9-12900: eight fast cores with threads side by side, eight slow ones.</summary>
    public static Machine Hybrid { get; } = new([.. Blocks(16, 2), .. Blocks(24, 1)[16..]], ["0-23"], ["0-23"]) { EfficiencyCpus = "16-23" };

    /// <summary>Efficiency cores of Intel, or null.</summary>
    public string? EfficiencyCpus { get; init; }

    /// <summary>CPUs of a lower capacity, as Arm's kernel has them, or null.</summary>
    public string? LittleCpus { get; init; }

    /// <summary>Every CPU.</summary>
    public CpuSet All => new(Cores.SelectMany(CpuSet.Parse));

    /// <summary>Writes the files below a folder that stands for <c>/</c>.</summary>
    public void Write(string root)
    {
        string system = Path.Combine(root, "sys/devices/system");
        foreach (string core in Cores)
        {
            foreach (int cpu in CpuSet.Parse(core))
            {
                string folder = Path.Combine(system, string.Create(CultureInfo.InvariantCulture, $"cpu/cpu{cpu}"));
                Put(Path.Combine(folder, "topology/core_cpus_list"), core);
                if (LittleCpus is { } little) Put(Path.Combine(folder, "cpu_capacity"), CpuSet.Parse(little).Contains(cpu) ? "446" : "1024");
                if (Caches.FirstOrDefault(cache => CpuSet.Parse(cache).Contains(cpu)) is not { } shared) continue;
                PutCache(Path.Combine(folder, "cache/index0"), "1", core);
                PutCache(Path.Combine(folder, "cache/index3"), "3", shared);
            }
        }

        foreach ((int node, string cpus) in Nodes.Index()) Put(Path.Combine(system, $"node/node{node}/cpulist"), cpus);
        if (EfficiencyCpus is { } atoms) Put(Path.Combine(root, "sys/devices/cpu_atom/cpus"), atoms);
    }

    /// <summary>Blocks of CPUs that lie side by side, with a second run of as many CPUs <paramref name="apart"/>.</summary>
    private static string[] Blocks(int cpus, int size, int apart = 0) => [.. Enumerable.Range(0, cpus / size).Select(block =>
        new CpuSet(Enumerable.Range(block * size, size).SelectMany(cpu => (int[])[cpu, cpu + apart])).ToString())];

    private static string Every(int step, int first, int end) => new CpuSet(Enumerable.Range(0, end).Where(cpu => cpu % step == first)).ToString();

    private static void PutCache(string folder, string level, string cpus)
    {
        Put(Path.Combine(folder, "level"), level);
        Put(Path.Combine(folder, "shared_cpu_list"), cpus);
    }

    private static void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }
}
