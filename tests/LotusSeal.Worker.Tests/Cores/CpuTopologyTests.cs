using LotusSeal.Worker.Cores;

namespace LotusSeal.Worker.Tests.Cores;

/// <summary>Cores of machines of several kinds.</summary>
public sealed class CpuTopologyTests(MachineFolders machines) : IClassFixture<MachineFolders>, IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void An_EPYC_has_complexes()
    {
        CpuTopology rome = Read(Machine.Rome);
        Assert.Equal(32, rome.Cores.Count);
        Assert.Equal(("5,37", "4-7,36-39", 0), Shape(rome.Cores[5]));
        Assert.All(rome.Cores, core => Assert.True(core.IsWhole && !core.IsSlow));
    }

    [Fact]
    public void Sockets_are_nodes()
    {
        Assert.Equal(("40,104", "40-47,104-111", 1), Shape(Read(Machine.TwoMilan).Cores[40]));
        Assert.Equal(("17,53", "0-17,36-53", 0), Shape(Read(Machine.TwoXeon).Cores[17]));
        Assert.Equal(("3", "1,3,5,7,9,11,13,15,17,19", 1), Shape(Read(Machine.InTurn).Cores[3]));
    }

    [Fact]
    public void A_machine_without_threads_and_with_caches_of_one_core_is_read() =>
        Assert.Equal(("79", "79", 0), Shape(Read(Machine.Altra).Cores[79]));

    [Fact]
    public void Slow_cores_are_known()
    {
        Assert.Equal(Enumerable.Range(8, 8), Slow(Read(Machine.Hybrid)));
        Assert.Equal([0, 1, 2, 3], Slow(Read(new Machine(["0", "1", "2", "3", "4", "5"], ["0-5"], []) { LittleCpus = "0-3" })));

        static IEnumerable<int> Slow(CpuTopology topology) => topology.Cores.Index().Where(core => core.Item.IsSlow).Select(core => core.Index);
    }

    [Fact]
    public void CPUs_that_are_offline_are_no_threads()
    {
        // The kernel lists those alone that are online, and leaves gaps.
        CpuTopology sparse = Read(new Machine(["0,4", "1", "6"], ["0-1,4,6"], ["0-1,4,6"]));
        Assert.Equal(["0,4", "1", "6"], sparse.Cores.Select(core => core.Threads.ToString()));
        Assert.Equal("0-1,4,6", sparse.Allowed.ToString());
    }

    [Fact]
    public void The_CPUs_of_the_process_limit_what_is_seen()
    {
        CpuTopology pod = Read(Machine.Rome, "4-5,7,36-37");
        Assert.Equal(["4,36", "5,37", "7"], pod.Cores.Select(core => core.Cpus.ToString()));
        Assert.Equal([true, true, false], pod.Cores.Select(core => core.IsWhole));
    }

    [Fact]
    public void Without_caches_and_nodes_a_socket_is_one_of_each()
    {
        Machine machine = new(["0", "1", "2", "3"], [], []);
        machine.Write(_root.Path);
        for (int cpu = 0; cpu < 4; cpu++)
            File.WriteAllText(_root[$"sys/devices/system/cpu/cpu{cpu}/topology/core_siblings_list"], cpu < 2 ? "0-1" : "2-3");
        Assert.Equal(("3", "2-3", 0), Shape(CpuTopology.Read(_root.Path, machine.All).Cores[3]));
        Assert.Equal("0-1", Read(new Machine(["0", "1"], [], [])).Cores[1].Cache.ToString());
    }

    [Fact]
    public void The_older_name_of_the_threads_is_read()
    {
        new Machine(["0,8"], ["0,8"], ["0,8"]).Write(_root.Path);
        foreach (string folder in (string[])[_root["sys/devices/system/cpu/cpu0/topology"], _root["sys/devices/system/cpu/cpu8/topology"]])
            File.Move(Path.Combine(folder, "core_cpus_list"), Path.Combine(folder, "thread_siblings_list"));
        Assert.Equal("0,8", Assert.Single(CpuTopology.Read(_root.Path, CpuSet.Parse("0,8")).Cores).Threads.ToString());
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        Machine.Altra.Write(_root.Path);
        File.Delete(_root["sys/devices/system/cpu/cpu7/topology/core_cpus_list"]);
        Assert.Contains("cpu7/topology/thread_siblings_list is missing",
            Assert.Throws<FileNotFoundException>(() => CpuTopology.Read(_root.Path, Machine.Altra.All)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu/cpu1/topology/core_cpus_list", "yes", "'yes' is not a list of CPUs")]
    [InlineData("cpu/cpu1/topology/core_cpus_list", "2", "'2' lacks the CPU itself")]
    [InlineData("cpu/cpu3/topology/core_cpus_list", "0,3", "CPU 3 is a thread of the core 0,3, and one of the core 2-3 too")]
    [InlineData("cpu/cpu1/cache/index3/level", "high", "'high' is not a number")]
    [InlineData("cpu/cpu1/cache/index3/shared_cpu_list", "0", "'0' lacks the CPU itself")]
    [InlineData("node/node0/cpulist", "0-", "'0-' is not a list of CPUs")]
    public void A_file_that_says_something_else_is_named(string file, string text, string error)
    {
        Machine machine = new(["0", "1", "2-3"], ["0-3"], ["0-3"]);
        machine.Write(_root.Path);
        File.WriteAllText(_root[$"sys/devices/system/{file}"], text);
        Assert.Contains(error, Assert.Throws<FormatException>(() => CpuTopology.Read(_root.Path, machine.All)).Message, StringComparison.Ordinal);
    }

    private static (string Threads, string Cache, int Node) Shape(ProcessorCore core) => (core.Threads.ToString(), core.Cache.ToString(), core.Node);

    private CpuTopology Read(Machine machine, string? allowed = null) => machines.Read(machine, allowed);
}
