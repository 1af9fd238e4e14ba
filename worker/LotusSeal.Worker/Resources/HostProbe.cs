using System.Globalization;
using LotusSeal.Worker.Cores;

namespace LotusSeal.Worker.Resources;

/// <summary>Reads what the machine, or the container around this process, offers (protocol spec 4.4).</summary>
/// <param name="root">Folder that stands for <c>/</c>; tests give another.</param>
public sealed class HostProbe(string root = "/")
{
    private const string MemoryInfo = "proc/meminfo", HugePages = "sys/kernel/mm/hugepages";

    /// <summary>The kernel that has the call by which layers come into pages of hugetlbfs.</summary>
    private static readonly Version PopulatesPages = new(5, 14);
    private readonly ControlGroups _groups = new(root);

    /// <summary>
    /// Memory and swap; limits of control groups (version 1 and 2, also of parent groups) count when they are lower. Pages of hugetlbfs are memory
    /// for layers: those that may be taken count as free, although the system takes all of them for used.
    /// </summary>
    /// <exception cref="IOException">/proc/meminfo cannot be read.</exception>
    public HostMemory ReadMemory()
    {
        Dictionary<string, ulong> info = KernelFile.ReadTable(InRoot(MemoryInfo));
        IReadOnlyList<HugePool> pools = ReadHugePools();
        ulong pooled = pools.Aggregate(0UL, (sum, pool) => sum + pool.Total), free = pools.Aggregate(0UL, (sum, pool) => sum + pool.Free);
        if (!info.TryGetValue("MemTotal", out ulong total)) throw new IOException($"'{InRoot(MemoryInfo)}' cannot be read.");
        ulong machine = total * 1024, physical = machine;
        ulong used = machine - Math.Min(machine, (info.GetValueOrDefault("MemAvailable") * 1024) + free);
        ulong swap = info.GetValueOrDefault("SwapTotal") * 1024, swapUsed = swap - Math.Min(swap, info.GetValueOrDefault("SwapFree") * 1024);
        ulong lowest = machine;
        foreach (GroupMemory group in _groups.Memory())
        {
            if (group.Limit > 0 && group.Limit < lowest)
            {
                lowest = group.Limit;
                (physical, used) = (lowest + pooled, Math.Min(group.Used, lowest) + pooled - free);
            }

            if (group.SwapLimit is { } limit && limit < swap) (swap, swapUsed) = (limit, Math.Min(group.SwapUsed, limit));
        }

        return new HostMemory(physical, used, swap, swapUsed);
    }

    /// <summary>
    /// Where the least memory can be had: on the machine, or below the limit of a control group. What the page cache holds can be had, except for
    /// files in memory. Swap does not count: labels and proofs stand still in it.
    /// </summary>
    /// <returns>Null where this cannot be read.</returns>
    public MemoryRoom? ReadRoom() => ReadRooms().MinBy(room => room.Free);

    /// <summary>The most memory that can be had when nothing else runs, pages of hugetlbfs left out; null where this cannot be read.</summary>
    public ulong? ReadLimit() => ReadRooms().MinBy(room => room.Limit)?.Limit;

    /// <summary>Memory of this process and of those below it, files that they have mapped excepted, bytes.</summary>
    public ulong ReadOwn() => ProcessThreads.Descendants(root).Select(process => process.ToString(CultureInfo.InvariantCulture)).Prepend("self")
        .Aggregate(0UL, (sum, process) => sum + KernelFile.ReadTable(InRoot($"proc/{process}/status")).GetValueOrDefault("RssAnon") * 1024);

    /// <summary>Pages of hugetlbfs that this process may take for layers, the largest first.</summary>
    public IReadOnlyList<HugePool> ReadHugePools()
    {
        if (Environment.OSVersion.Version < PopulatesPages) return [];
        List<HugePool> pools = [];
        foreach ((int kibibytes, string name) in (ReadOnlySpan<(int, string)>)[(1 << 20, "1GB"), (2 << 10, "2MB")])
        {
            string folder = Path.Combine(InRoot(HugePages), string.Create(CultureInfo.InvariantCulture, $"hugepages-{kibibytes}kB"));
            if (KernelFile.ReadNumber(Path.Combine(folder, "nr_hugepages")) is not { } all) continue;
            ulong free = KernelFile.ReadNumber(Path.Combine(folder, "free_hugepages")) ?? 0;
            ulong promised = KernelFile.ReadNumber(Path.Combine(folder, "resv_hugepages")) ?? 0, page = (ulong)kibibytes * 1024;
            HugeLimit limit = _groups.HugePages(name);
            pools.Add(new HugePool(page, Math.Min(all * page, limit.Limit), Math.Min((free - Math.Min(free, promised)) * page, limit.Room)));
        }

        return pools;
    }

    /// <summary>Logical CPUs that this process may run on; time quotas of control groups do not count, as in Lotus (protocol spec 8.28).</summary>
    public int ReadCpuCount()
    {
        const string Field = "Cpus_allowed_list:";
        string status = InRoot("proc/self/status");
        string? line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return line is not null && CpuSet.TryParse(line[Field.Length..], out CpuSet? cpus) && cpus.Count > 0 ? cpus.Count
            : Environment.ProcessorCount;
    }

    /// <summary>Processors' worth of time that the control groups around this process grant; null without a limit.</summary>
    public double? ReadCpuQuota() => _groups.CpuQuota();

    private List<MemoryRoom> ReadRooms()
    {
        Dictionary<string, ulong> info = KernelFile.ReadTable(InRoot(MemoryInfo));
        if (!info.TryGetValue("MemAvailable", out ulong available)) return [];
        // Pages of hugetlbfs are memory for whoever asks for such pages, and for nobody else.
        ulong total = info.GetValueOrDefault("MemTotal"), pooled = info.GetValueOrDefault("Hugetlb");
        MemoryRoom machine = new((available * 1024) + ReadZfsCache(), (total - Math.Min(total, pooled)) * 1024, null);
        return [machine, .. _groups.Memory().Where(group => group.Limit > 0)
            .Select(group => new MemoryRoom(group.Limit - Math.Min(group.Limit, group.Kept), group.Limit, group.Name))];
    }

    /// <summary>What ZFS gives back where memory is wanted, bytes: its cache is no page cache, so the system takes all of it for used.</summary>
    private ulong ReadZfsCache()
    {
        Dictionary<string, ulong> cache = KernelFile.ReadTable(InRoot("proc/spl/kstat/zfs/arcstats"), column: 2);
        ulong size = cache.GetValueOrDefault("size");
        return size - Math.Min(size, cache.GetValueOrDefault("c_min"));
    }

    private string InRoot(string path) => Path.Combine(root, path);
}

/// <summary>Memory of the machine as the worker may use it, bytes.</summary>
/// <param name="Physical">Total, or the control group's limit when that is lower.</param>
/// <param name="Used">Used without page cache, of the machine or of the control group.</param>
/// <param name="Swap">Total swap, or the control group's limit when that is lower.</param>
/// <param name="SwapUsed">Used swap.</param>
public readonly record struct HostMemory(ulong Physical, ulong Used, ulong Swap, ulong SwapUsed);
