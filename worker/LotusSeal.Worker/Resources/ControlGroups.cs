using System.Globalization;

namespace LotusSeal.Worker.Resources;

/// <summary>Reads the limits of the control groups around this process, versions 1 and 2, its own and those above it.</summary>
/// <param name="root">Folder that stands for <c>/</c>.</param>
internal sealed class ControlGroups(string root)
{
    /// <summary>The groups that say something of memory.</summary>
    public IEnumerable<GroupMemory> Memory() =>
        Folders("memory").Select(group => group.IsV2 ? ReadV2(group.Name, group.Folder) : ReadV1(group.Name, group.Folder)).OfType<GroupMemory>();

    /// <summary>Processors' worth of time that the groups grant; null without a limit.</summary>
    public double? CpuQuota() =>
        Folders("cpu").Select(group => group.IsV2 ? Quota(Words(group.Folder, "cpu.max"))
            : Quota([.. Words(group.Folder, "cpu.cfs_quota_us"), .. Words(group.Folder, "cpu.cfs_period_us")])).Min();

    /// <summary>How much of hugetlbfs the groups allow.</summary>
    /// <param name="size">A page's size as files are named by it: <c>1GB</c> or <c>2MB</c>.</param>
    public HugeLimit HugePages(string size)
    {
        HugeLimit least = new(ulong.MaxValue, ulong.MaxValue);
        foreach ((_, string folder, bool isV2) in Folders("hugetlb"))
        {
            // One limit is of pages that are touched, the other of those that are promised.
            foreach (string kind in (ReadOnlySpan<string>)["", ".rsvd"])
            {
                string file = Path.Combine(folder, $"hugetlb.{size}{kind}");
                if (KernelFile.ReadNumber(isV2 ? $"{file}.max" : $"{file}.limit_in_bytes") is not { } limit) continue;
                ulong used = KernelFile.ReadNumber(isV2 ? $"{file}.current" : $"{file}.usage_in_bytes") ?? 0;
                least = new HugeLimit(Math.Min(least.Limit, limit), Math.Min(least.Room, limit - Math.Min(limit, used)));
            }
        }

        return least;
    }

    private static string[] Words(string folder, string file) => KernelFile.ReadWords(Path.Combine(folder, file));

    /// <summary>Microseconds a period, both numbers; <c>max</c> and -1 are no limit.</summary>
    private static double? Quota(string[] words) => words is [string time, string period]
        && ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out ulong granted)
        && ulong.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out ulong whole) && whole > 0 ? (double)granted / whole : null;

    private static GroupMemory? ReadV2(string name, string folder)
    {
        if (KernelFile.ReadNumber(Path.Combine(folder, "memory.current")) is not { } current) return null;
        Dictionary<string, ulong> table = KernelFile.ReadTable(Path.Combine(folder, "memory.stat"));
        ulong cache = table.GetValueOrDefault("file");
        return new GroupMemory(name, KernelFile.ReadNumber(Path.Combine(folder, "memory.max")) ?? 0, current - Math.Min(current, cache),
            Kept(current, cache, table.GetValueOrDefault("shmem")), KernelFile.ReadNumber(Path.Combine(folder, "memory.swap.max")),
            KernelFile.ReadNumber(Path.Combine(folder, "memory.swap.current")) ?? 0);
    }

    private static GroupMemory? ReadV1(string name, string folder)
    {
        if (KernelFile.ReadNumber(Path.Combine(folder, "memory.usage_in_bytes")) is not { } current) return null;
        Dictionary<string, ulong> table = KernelFile.ReadTable(Path.Combine(folder, "memory.stat"));
        ulong limit = KernelFile.ReadNumber(Path.Combine(folder, "memory.limit_in_bytes")) ?? 0;
        ulong? both = KernelFile.ReadNumber(Path.Combine(folder, "memory.memsw.limit_in_bytes"));
        ulong? swapLimit = both is { } sum && sum >= limit && limit > 0 ? sum - limit : null;
        ulong usedWithSwap = KernelFile.ReadNumber(Path.Combine(folder, "memory.memsw.usage_in_bytes")) ?? current;
        ulong cache = table.GetValueOrDefault("total_cache");
        return new GroupMemory(name, limit, current - Math.Min(current, cache), Kept(current, cache, table.GetValueOrDefault("total_shmem")),
            swapLimit, usedWithSwap - Math.Min(usedWithSwap, current));
    }

    private static ulong Kept(ulong current, ulong cache, ulong inMemory) => current - Math.Min(current, cache - Math.Min(cache, inMemory));

    private IEnumerable<(string Name, string Folder, bool IsV2)> Folders(string controller)
    {
        string file = Path.Combine(root, "proc/self/cgroup");
        if (!File.Exists(file)) yield break;
        foreach (string line in File.ReadLines(file))
        {
            // "0::/path" is version 2, "7:memory:/path" version 1.
            string[] parts = line.Split(':', 3);
            if (parts.Length != 3) continue;
            bool isV2 = parts[0] == "0" && parts[1].Length == 0;
            if (!isV2 && !parts[1].Split(',').Contains(controller)) continue;
            string mount = Path.Combine(root, isV2 ? "sys/fs/cgroup" : $"sys/fs/cgroup/{controller}");
            for (string path = parts[2].Trim('/'); ; path = Path.GetDirectoryName(path) ?? "")
            {
                yield return ($"/{path}", Path.Combine(mount, path), isV2);
                if (path.Length == 0) break;
            }
        }
    }
}

/// <summary>What a control group says of memory, bytes.</summary>
/// <param name="Name">Its path, as this process sees it.</param>
/// <param name="Limit">The limit, 0 for none.</param>
/// <param name="Used">Used, without page cache.</param>
/// <param name="Kept">Used, without page cache that can be given back: files in memory (tmpfs) cannot.</param>
/// <param name="SwapLimit">Limit of swap, or null.</param>
/// <param name="SwapUsed">Used swap.</param>
internal sealed record GroupMemory(string Name, ulong Limit, ulong Used, ulong Kept, ulong? SwapLimit, ulong SwapUsed);

/// <summary>Bytes of hugetlbfs in pages of a size.</summary>
/// <param name="Limit">The lowest limit of a group.</param>
/// <param name="Room">What may still be taken.</param>
internal readonly record struct HugeLimit(ulong Limit, ulong Room);
