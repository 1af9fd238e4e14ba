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

    [Fact]
    public void The_least_room_is_that_of_the_machine_or_of_a_group_whose_limit_is_near()
    {
        Put("proc/self/cgroup", "0::/pod/container\n");
        Group("pod", limit: "600000", current: 500000, stat: "file 200000\nshmem 50000\n");
        Group("pod/container", limit: "max", current: 400000, stat: "file 100000\n");
        // 50000 of the cache are files in memory, which nobody can give back.
        MemoryRoom? room = Probe().ReadRoom();
        Assert.Equal(new MemoryRoom(250000, 600000, "/pod"), room);
        Assert.Equal("control group '/pod' has 244.1 KiB left of its limit of 585.9 KiB", room!.ToString());
        Group("pod", limit: "1100000000", current: 500000, stat: "");
        Assert.Equal("this machine has 700 KiB available of 1000 KiB", Probe().ReadRoom()!.ToString());
    }

    [Fact]
    public void The_limit_is_the_lowest_and_leaves_pages_of_hugetlbfs_out()
    {
        Put("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 100 kB\nHugetlb: 400 kB\n");
        Assert.Equal(600 * KiB, Probe().ReadLimit());
        Put("proc/self/cgroup", "0::/pod\n");
        Group("pod", limit: "500000", current: 1000, stat: "");
        Assert.Equal(500000UL, Probe().ReadLimit());
        // The room is the machine's all the same.
        Assert.Equal(new MemoryRoom(100 * KiB, 600 * KiB, null), Probe().ReadRoom());
    }

    [Fact]
    public void The_cache_of_ZFS_is_memory_that_can_be_had()
    {
        Put("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 100 kB\n");
        Put("proc/spl/kstat/zfs/arcstats", "13 1 0x01 147 39984 5114268 3181281\nname                            type data\n"
            + "c_min                           4    102400\nc_max                           4    900000\nsize                            4    512000\n");
        Assert.Equal(new MemoryRoom(100 * KiB + 409600, 1000 * KiB, null), Probe().ReadRoom());
    }

    [Fact]
    public void A_version_1_group_has_room_too()
    {
        Put("proc/self/cgroup", "7:memory:/x\n");
        Put("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "600000\n");
        Put("sys/fs/cgroup/memory/x/memory.usage_in_bytes", "500000\n");
        Put("sys/fs/cgroup/memory/x/memory.stat", "total_cache 150000\ntotal_shmem 40000\n");
        Assert.Equal(new MemoryRoom(210000, 600000, "/x"), Probe().ReadRoom());
    }

    [Fact]
    public void Where_the_memory_is_not_known_there_is_no_room_to_compare_with()
    {
        Put("proc/meminfo", "MemTotal: 1000 kB\n");
        Assert.Null(Probe().ReadRoom());
        Assert.Null(Probe().ReadLimit());
    }

    [Fact]
    public void Memory_of_this_process_and_its_children_is_counted()
    {
        Put("proc/self/status", "Name:\tx\nVmRSS:\t900 kB\nRssAnon:\t100 kB\n");
        Put("proc/20/stat", $"20 (a child) S {Environment.ProcessId} 1 1 0");
        Put("proc/20/status", "RssAnon:\t30 kB\n");
        Put("proc/30/stat", $"30 (of which nothing is told) S {Environment.ProcessId} 1 1 0");
        Put("proc/40/stat", "40 (a child of that) S 20 1 1 0");
        Put("proc/40/status", "RssAnon:\t5 kB\n");
        Put("proc/50/stat", "50 (somebody else) S 1 1 1 0");
        Put("proc/50/status", "RssAnon:\t700 kB\n");
        Assert.Equal(135 * KiB, Probe().ReadOwn());
        Assert.InRange(new HostProbe().ReadOwn(), 1UL << 20, 1UL << 40);
    }

    [Fact]
    public void Pages_for_layers_count_as_memory_as_far_as_groups_allow()
    {
        Assert.SkipWhen(Environment.OSVersion.Version < new Version(5, 14), "this kernel cannot bring them safely");
        const ulong Page = 2048 * KiB;
        Put("proc/meminfo", "MemTotal: 100000 kB\nMemAvailable: 10000 kB\n");
        Put("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "20\n");
        Put("sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "12\n");
        Put("sys/kernel/mm/hugepages/hugepages-2048kB/resv_hugepages", "2\n");
        Assert.Equal([new HugePool(Page, 20 * Page, 10 * Page)], Probe().ReadHugePools());
        Assert.Equal(new HostMemory(100000 * KiB, (90000 * KiB) - (10 * Page), 0, 0), Probe().ReadMemory());
        Put("proc/self/cgroup", "0::/pod\n");
        Group("pod", limit: "5000000", current: 1000000, stat: "");
        Put("sys/fs/cgroup/pod/hugetlb.2MB.max", $"{8 * Page}\n");
        Put("sys/fs/cgroup/pod/hugetlb.2MB.current", $"{3 * Page}\n");
        Assert.Equal([new HugePool(Page, 8 * Page, 5 * Page)], Probe().ReadHugePools());
        Assert.Equal(new HostMemory(5000000 + (8 * Page), 1000000 + (3 * Page), 0, 0), Probe().ReadMemory());
        Put("sys/fs/cgroup/hugetlb.2MB.rsvd.max", "0\n");
        Assert.Equal([new HugePool(Page, 0, 0)], Probe().ReadHugePools());
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

    private void Group(string path, string limit, ulong current, string stat)
    {
        Put($"sys/fs/cgroup/{path}/memory.max", $"{limit}\n");
        Put($"sys/fs/cgroup/{path}/memory.current", $"{current}\n");
        Put($"sys/fs/cgroup/{path}/memory.stat", stat);
    }

    private void Put(string path, string text)
    {
        string file = _root[path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
