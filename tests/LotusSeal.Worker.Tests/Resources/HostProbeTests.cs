using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Tests.Resources;

public sealed class HostProbeTests : IDisposable
{
    private const ulong KiB = 1024;
    private readonly TemporaryFolder _root = new();

    public HostProbeTests() => Put("proc/meminfo", "MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: 700 kB\nSwapTotal: 400 kB\nSwapFree: 300 kB\n");

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Without_control_groups_the_machine_counts() =>
        Assert.Equal(new HostMemory(1000 * KiB, 300 * KiB, 400 * KiB, 100 * KiB), Probe().ReadMemory());

    [Fact]
    public void A_version_2_limit_counts_without_page_cache()
    {
        Put("proc/self/cgroup", "0::/\n");
        Put("sys/fs/cgroup/memory.max", "512000\n");
        Put("sys/fs/cgroup/memory.current", "300000\n");
        Put("sys/fs/cgroup/memory.stat", "anon 100000\nfile 200000\n");
        Put("sys/fs/cgroup/memory.swap.max", "0\n");
        Put("sys/fs/cgroup/memory.swap.current", "0\n");
        Assert.Equal(new HostMemory(512000, 100000, 0, 0), Probe().ReadMemory());
    }

    [Fact]
    public void The_limit_of_a_parent_group_counts_too()
    {
        Put("proc/self/cgroup", "0::/pod/container\n");
        Put("sys/fs/cgroup/pod/container/memory.max", "max\n");
        Put("sys/fs/cgroup/pod/container/memory.current", "1000\n");
        Put("sys/fs/cgroup/pod/memory.max", "400000\n");
        Put("sys/fs/cgroup/pod/memory.current", "2000\n");
        HostMemory memory = Probe().ReadMemory();
        Assert.Equal((400000UL, 2000UL), (memory.Physical, memory.Used));
    }

    [Fact]
    public void The_lowest_quota_of_processor_time_counts()
    {
        Assert.Null(Probe().ReadCpuQuota());
        Put("proc/self/cgroup", "0::/pod/container\n");
        Put("sys/fs/cgroup/pod/container/cpu.max", "max 100000\n");
        Assert.Null(Probe().ReadCpuQuota());
        Put("sys/fs/cgroup/pod/cpu.max", "250000 100000\n");
        Assert.Equal(2.5, Probe().ReadCpuQuota());
        Put("proc/self/cgroup", "3:cpu,cpuacct:/x\n");
        Put("sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "-1\n");
        Put("sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000\n");
        Assert.Null(Probe().ReadCpuQuota());
        Put("sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "400000\n");
        Assert.Equal(4, Probe().ReadCpuQuota());
    }

    [Fact]
    public void An_unlimited_group_changes_nothing()
    {
        Put("proc/self/cgroup", "0::/\n");
        Put("sys/fs/cgroup/memory.max", "max\n");
        Put("sys/fs/cgroup/memory.current", "300000\n");
        Put("sys/fs/cgroup/memory.swap.max", "max\n");
        Assert.Equal(new HostMemory(1000 * KiB, 300 * KiB, 400 * KiB, 100 * KiB), Probe().ReadMemory());
    }

    [Fact]
    public void A_version_1_limit_counts()
    {
        Put("proc/self/cgroup", "9:cpu,cpuacct:/x\n7:memory:/x\n");
        Put("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "600000\n");
        Put("sys/fs/cgroup/memory/x/memory.usage_in_bytes", "500000\n");
        Put("sys/fs/cgroup/memory/x/memory.stat", "cache 1\ntotal_cache 150000\n");
        Put("sys/fs/cgroup/memory/x/memory.memsw.limit_in_bytes", "700000\n");
        Put("sys/fs/cgroup/memory/x/memory.memsw.usage_in_bytes", "520000\n");
        Assert.Equal(new HostMemory(600000, 350000, 100000, 20000), Probe().ReadMemory());
    }

    [Theory]
    [InlineData("0-3,8,10-11", 7)]
    [InlineData("5", 1)]
    public void Allowed_cpus_are_counted(string list, int expected)
    {
        Put("proc/self/status", $"Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t{list}\n");
        Assert.Equal(expected, Probe().ReadCpuCount());
    }

    [Fact]
    public void This_machine_has_memory_and_cpus()
    {
        HostProbe probe = new();
        Assert.InRange(probe.ReadMemory().Physical, 64 * KiB * KiB, ulong.MaxValue);
        Assert.InRange(probe.ReadMemory().Used, 1UL, probe.ReadMemory().Physical);
        Assert.InRange(probe.ReadCpuCount(), 1, 4096);
    }

    private HostProbe Probe() => new(_root.Path);

    private void Put(string path, string text)
    {
        string file = _root[path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
