using System.Globalization;

namespace LotusSeal.Worker.Cores;

/// <summary>The cores behind the CPUs that this process may use, as the kernel tells them under <c>/sys/devices</c>.</summary>
internal sealed class CpuTopology
{
    private CpuTopology(IReadOnlyList<ProcessorCore> cores) => Cores = cores;

    /// <summary>Cores with at least one CPU that may be used, by their lowest CPU.</summary>
    public IReadOnlyList<ProcessorCore> Cores { get; }

    /// <summary>Every CPU that may be used.</summary>
    public CpuSet Allowed => new(Cores.SelectMany(core => core.Cpus));

    /// <summary>What is taken for true where nothing is told: every CPU is a core, all of one cache and node.</summary>
    public static CpuTopology Flat(CpuSet allowed) =>
        new([.. allowed.Select(cpu => new ProcessorCore(new CpuSet(cpu), new CpuSet(cpu), allowed, 0, IsSlow: false))]);

    /// <summary>Reads the cores.</summary>
    /// <param name="root">Folder that stands for <c>/</c>.</param>
    /// <param name="allowed">CPUs that this process may use; one that is offline is not among them.</param>
    /// <exception cref="IOException">A file is missing or cannot be read; the message names it.</exception>
    /// <exception cref="FormatException">A file does not say what it should; the message names it.</exception>
    public static CpuTopology Read(string root, CpuSet allowed)
    {
        SystemFiles files = new(root);
        Dictionary<int, int> nodes = files.Nodes();
        CpuSet slow = SlowOf(files, allowed);
        Dictionary<int, ProcessorCore> cores = [];
        foreach (int cpu in allowed)
        {
            CpuSet threads = files.Threads(cpu);
            if (cores.Values.FirstOrDefault(core => core.Threads.Contains(cpu)) is { } known)
            {
                if (!known.Threads.Equals(threads))
                    throw new FormatException($"CPU {cpu} is a thread of the core {threads}, and one of the core {known.Threads} too");
                continue;
            }

            CpuSet cache = files.LastCache(cpu) ?? files.Package(cpu) ?? allowed;
            cores.Add(cpu, new ProcessorCore(threads, threads.And(allowed), cache, nodes.GetValueOrDefault(cpu), slow.Contains(cpu)));
        }

        return new CpuTopology([.. cores.OrderBy(core => core.Key).Select(core => core.Value)]);
    }

    /// <summary>Intel lists its efficiency cores, Arm gives each CPU a capacity; where nothing is said all are alike.</summary>
    private static CpuSet SlowOf(SystemFiles files, CpuSet allowed)
    {
        if (files.EfficiencyCpus() is { } atoms) return atoms;
        Dictionary<int, int> capacities = [];
        foreach (int cpu in allowed)
            if (files.Capacity(cpu) is { } capacity) capacities.Add(cpu, capacity);
        int most = capacities.Values.DefaultIfEmpty().Max();
        return new CpuSet(capacities.Where(cpu => cpu.Value < most).Select(cpu => cpu.Key));
    }

    /// <summary>The files; what is optional is null where it is not there.</summary>
    private sealed class SystemFiles(string root)
    {
        private readonly string _devices = Path.Combine(root, "sys/devices");

        /// <summary>The name came with Linux 5.3, the other one is older and still there.</summary>
        public CpuSet Threads(int cpu)
        {
            string folder = Path.Combine(Folder(cpu), "topology");
            string path = Path.Combine(folder, "core_cpus_list");
            if (!File.Exists(path)) path = Path.Combine(folder, "thread_siblings_list");
            CpuSet threads = Cpus(path) ?? throw new FileNotFoundException($"{path} is missing");
            return threads.Contains(cpu) ? threads : throw new FormatException($"{path}: '{threads}' lacks the CPU itself");
        }

        public CpuSet? Package(int cpu) =>
            Cpus(Path.Combine(Folder(cpu), "topology/package_cpus_list")) ?? Cpus(Path.Combine(Folder(cpu), "topology/core_siblings_list"));

        /// <summary>The CPUs behind the cache of the highest level.</summary>
        public CpuSet? LastCache(int cpu)
        {
            string folder = Path.Combine(Folder(cpu), "cache");
            if (!Directory.Exists(folder)) return null;
            string? last = Directory.EnumerateDirectories(folder, "index*").Where(index => Number(Path.Combine(index, "level")) is not null)
                .MaxBy(index => Number(Path.Combine(index, "level")));
            CpuSet? shared = last is null ? null : Cpus(Path.Combine(last, "shared_cpu_list"));
            return shared is null || shared.Contains(cpu) ? shared
                : throw new FormatException($"{last}/shared_cpu_list: '{shared}' lacks the CPU itself");
        }

        public Dictionary<int, int> Nodes()
        {
            Dictionary<int, int> nodes = [];
            string folder = Path.Combine(_devices, "system/node");
            if (!Directory.Exists(folder)) return nodes;
            foreach (string node in Directory.EnumerateDirectories(folder, "node*"))
            {
                if (!int.TryParse(Path.GetFileName(node)["node".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int number)) continue;
                foreach (int cpu in Cpus(Path.Combine(node, "cpulist")) ?? []) nodes[cpu] = number;
            }

            return nodes;
        }

        public CpuSet? EfficiencyCpus() => Cpus(Path.Combine(_devices, "cpu_atom/cpus"));

        public int? Capacity(int cpu) => Number(Path.Combine(Folder(cpu), "cpu_capacity"));

        private static CpuSet? Cpus(string path)
        {
            if (Text(path) is not { } text) return null;
            return CpuSet.TryParse(text, out CpuSet? cpus) ? cpus : throw new FormatException($"{path}: '{text}' is not a list of CPUs");
        }

        private static int? Number(string path)
        {
            if (Text(path) is not { } text) return null;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
                : throw new FormatException($"{path}: '{text}' is not a number");
        }

        private static string? Text(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;

        private string Folder(int cpu) => Path.Combine(_devices, string.Create(CultureInfo.InvariantCulture, $"system/cpu/cpu{cpu}"));
    }
}
