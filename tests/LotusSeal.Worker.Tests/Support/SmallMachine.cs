using System.Globalization;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A machine in a folder, with as much memory as a test says.</summary>
internal sealed class SmallMachine : IDisposable
{
    private const ulong MiB = 1 << 20;
    private readonly TemporaryFolder _root = new();

    public SmallMachine(ulong available) => Available(available);

    public HostProbe Probe => new(_root.Path);

    /// <summary>Mebibytes that can be had.</summary>
    public void Available(ulong mebibytes) => Put("proc/meminfo", string.Create(CultureInfo.InvariantCulture,
        $"MemTotal: 104857600 kB\nMemAvailable: {mebibytes * 1024} kB\n"));

    /// <summary>Mebibytes that this process has already.</summary>
    public void Own(ulong mebibytes) => Put("proc/self/status", string.Create(CultureInfo.InvariantCulture, $"RssAnon: {mebibytes * 1024} kB\n"));

    /// <summary>Pages of 2 MiB that are free, and how many mebibytes of them a group allows.</summary>
    public void HugePages(int free, ulong? limit = null)
    {
        const string Folder = "sys/kernel/mm/hugepages/hugepages-2048kB";
        Put($"{Folder}/nr_hugepages", free.ToString(CultureInfo.InvariantCulture));
        Put($"{Folder}/free_hugepages", free.ToString(CultureInfo.InvariantCulture));
        Put("proc/self/cgroup", "0::/pod\n");
        if (limit is { } allowed) Put("sys/fs/cgroup/pod/hugetlb.2MB.max", (allowed * MiB).ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => _root.Dispose();

    private void Put(string path, string text)
    {
        string file = _root[path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
