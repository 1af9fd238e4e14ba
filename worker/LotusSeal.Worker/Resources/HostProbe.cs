using System.Globalization;
using LotusSeal.Worker.Cores;

namespace LotusSeal.Worker.Resources;

/// <summary>Reads what the machine, or the container around this process, offers (protocol spec 4.4).</summary>
/// <param name="root">Folder that stands for <c>/</c>; tests give another.</param>
public sealed class HostProbe(string root = "/")
{
    private static readonly char[] WhiteSpace = [' ', '\t', '\n', ':'];

    /// <summary>Memory and swap; limits of control groups (version 1 and 2, also of parent groups) count when they are lower.</summary>
    /// <exception cref="IOException">/proc/meminfo cannot be read.</exception>
    public HostMemory ReadMemory()
    {
        Dictionary<string, ulong> info = ReadTable(InRoot("proc/meminfo"));
        ulong physical = info["MemTotal"] * 1024, used = physical - Math.Min(physical, info.GetValueOrDefault("MemAvailable") * 1024);
        ulong swap = info.GetValueOrDefault("SwapTotal") * 1024, swapUsed = swap - Math.Min(swap, info.GetValueOrDefault("SwapFree") * 1024);
        foreach (CgroupMemory group in Cgroups())
        {
            if (group.Limit > 0 && group.Limit < physical) (physical, used) = (group.Limit, Math.Min(group.Used, group.Limit));
            if (group.SwapLimit is { } limit && limit < swap) (swap, swapUsed) = (limit, Math.Min(group.SwapUsed, limit));
        }

        return new HostMemory(physical, used, swap, swapUsed);
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
    public double? ReadCpuQuota() =>
        Groups("cpu").Select(group => group.IsV2 ? Quota(ReadWords(Path.Combine(group.Folder, "cpu.max")))
            : Quota([.. ReadWords(Path.Combine(group.Folder, "cpu.cfs_quota_us")), .. ReadWords(Path.Combine(group.Folder, "cpu.cfs_period_us"))]))
            .Min();

    /// <summary>Microseconds a period, both numbers; <c>max</c> and -1 are no limit.</summary>
    private static double? Quota(string[] words) => words is [string time, string period]
        && ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out ulong granted)
        && ulong.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out ulong whole) && whole > 0 ? (double)granted / whole : null;

    private static string[] ReadWords(string path)
    {
        try
        {
            return File.ReadAllText(path).Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static Dictionary<string, ulong> ReadTable(string path)
    {
        Dictionary<string, ulong> table = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
                table[words[0]] = value;
        }

        return table;
    }

    private static ulong? ReadNumber(string path)
    {
        try
        {
            return ulong.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static CgroupMemory? ReadV2(string folder)
    {
        if (ReadNumber(Path.Combine(folder, "memory.current")) is not { } current) return null;
        string stat = Path.Combine(folder, "memory.stat");
        ulong cache = File.Exists(stat) ? ReadTable(stat).GetValueOrDefault("file") : 0;
        return new CgroupMemory(ReadNumber(Path.Combine(folder, "memory.max")) ?? 0, current - Math.Min(current, cache),
            ReadNumber(Path.Combine(folder, "memory.swap.max")), ReadNumber(Path.Combine(folder, "memory.swap.current")) ?? 0);
    }

    private static CgroupMemory? ReadV1(string folder)
    {
        if (ReadNumber(Path.Combine(folder, "memory.usage_in_bytes")) is not { } current) return null;
        string stat = Path.Combine(folder, "memory.stat");
        Dictionary<string, ulong> table = File.Exists(stat) ? ReadTable(stat) : [];
        ulong limit = ReadNumber(Path.Combine(folder, "memory.limit_in_bytes")) ?? 0;
        ulong? both = ReadNumber(Path.Combine(folder, "memory.memsw.limit_in_bytes"));
        ulong? swapLimit = both is { } sum && sum >= limit && limit > 0 ? sum - limit : null;
        ulong usedWithSwap = ReadNumber(Path.Combine(folder, "memory.memsw.usage_in_bytes")) ?? current;
        return new CgroupMemory(limit, current - Math.Min(current, table.GetValueOrDefault("total_cache")), swapLimit,
            usedWithSwap - Math.Min(usedWithSwap, current));
    }

    private IEnumerable<CgroupMemory> Cgroups() =>
        Groups("memory").Select(group => group.IsV2 ? ReadV2(group.Folder) : ReadV1(group.Folder)).OfType<CgroupMemory>();

    /// <summary>The folders of this process's groups and of those around them.</summary>
    private IEnumerable<(string Folder, bool IsV2)> Groups(string controller)
    {
        string file = InRoot("proc/self/cgroup");
        if (!File.Exists(file)) yield break;
        foreach (string line in File.ReadLines(file))
        {
            // "0::/path" is version 2, "7:memory:/path" version 1.
            string[] parts = line.Split(':', 3);
            if (parts.Length != 3) continue;
            bool v2 = parts[0] == "0" && parts[1].Length == 0;
            if (!v2 && !parts[1].Split(',').Contains(controller)) continue;
            string mount = InRoot(v2 ? "sys/fs/cgroup" : $"sys/fs/cgroup/{controller}");
            for (string path = parts[2].Trim('/'); ; path = Path.GetDirectoryName(path) ?? "")
            {
                yield return (Path.Combine(mount, path), v2);
                if (path.Length == 0) break;
            }
        }
    }

    private string InRoot(string path) => Path.Combine(root, path);

    private readonly record struct CgroupMemory(ulong Limit, ulong Used, ulong? SwapLimit, ulong SwapUsed);
}

/// <summary>Memory of the machine as the worker may use it, bytes.</summary>
/// <param name="Physical">Total, or the control group's limit when that is lower.</param>
/// <param name="Used">Used without page cache, of the machine or of the control group.</param>
/// <param name="Swap">Total swap, or the control group's limit when that is lower.</param>
/// <param name="SwapUsed">Used swap.</param>
public readonly record struct HostMemory(ulong Physical, ulong Used, ulong Swap, ulong SwapUsed);
