using LotusSeal.Worker.Cores;

namespace LotusSeal.Worker.Tests.Cores;

/// <summary>Which cores label chains get on machines of several kinds.</summary>
public sealed class CorePlanTests(MachineFolders machines) : IClassFixture<MachineFolders>, IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Chains_are_spread_over_complexes_then_nodes_from_the_end()
    {
        Assert.Equal([31, 27, 23, 19], Cpus(Auto(Machine.Rome, most: 4)));
        Assert.Equal([63, 31, 55, 23], Cpus(Auto(Machine.TwoMilan, most: 4)));
        Assert.Equal([35, 17, 34], Cpus(Auto(Machine.TwoXeon, most: 3)));
        Assert.Equal([19, 18, 17, 16], Cpus(Auto(Machine.InTurn, most: 4)));
    }

    [Fact]
    public void No_complex_has_two_chains_more_than_another()
    {
        CorePlan plan = Auto(Machine.TwoMilan, most: 20);
        int[] chains = [.. plan.Cores.CountBy(label => label.Core.Cache).Select(cache => cache.Value)];
        Assert.Equal((8, 20), (chains.Length, chains.Sum()));
        Assert.InRange(chains.Max() - chains.Min(), 0, 1);
    }

    [Theory]
    // Physical cores / 1.2, as a chain takes a fifth of a core besides its own.
    [InlineData(nameof(Machine.Rome), 26, "0-5,32-37")]
    [InlineData(nameof(Machine.InTurn), 16, "0-3")]
    [InlineData(nameof(Machine.Altra), 66, "0-13")]
    public void Without_a_limit_there_are_as_many_as_the_machine_carries(string name, int chains, string rest)
    {
        Machine machine = (Machine)typeof(Machine).GetProperty(name)!.GetValue(null)!;
        CorePlan plan = Auto(machine);
        Assert.Equal(chains, plan.Cores.Count);
        CpuSet left = plan.Rest(plan.Cores);
        Assert.Equal(CpuSet.Parse(rest).Count, left.Count);
        // Both threads of a core are taken, or none.
        Assert.All(plan.Cores, label => Assert.Empty(label.Core.Threads.And(left)));
        Assert.Equal(machine.All, plan.Rest([]));
    }

    [Fact]
    public void What_is_not_taken_belongs_to_everything_else()
    {
        CorePlan plan = Auto(Machine.Rome, most: 4);
        Assert.Equal("0-30,32-62", plan.Rest(plan.Cores.Take(1)).ToString());
        Assert.Equal("0-18,20-22,24-26,28-30,32-50,52-54,56-58,60-62", plan.Rest(plan.Cores).ToString());
    }

    [Fact]
    public void Slow_cores_get_no_chain() =>
        Assert.Equal([14, 12, 10, 8, 6, 4, 2, 0], Cpus(Auto(Machine.Hybrid)));

    [Fact]
    public void A_core_that_others_have_a_part_of_comes_last() =>
        Assert.Equal([5, 4, 7], Cpus(Auto(Machine.Rome, allowed: "4-7,36-37")));

    [Fact]
    public void The_CPUs_of_a_pod_are_planned_with() =>
        Assert.Equal([11, 7, 10], Cpus(Auto(Machine.Rome, allowed: "6-7,10-11,38-39,42-43")));

    [Theory]
    [InlineData("0", "1 core(s) are too few, at least 3 are needed")]
    [InlineData("0,32", "1 core(s) are too few, at least 3 are needed")]
    [InlineData("0-1,32-33", "2 core(s) are too few, at least 3 are needed")]
    public void One_or_two_cores_are_too_few(string allowed, string problem)
    {
        CorePlan plan = Auto(Machine.Rome, allowed: allowed);
        Assert.Equal(problem, plan.Problem);
        Assert.Empty(plan.Cores);
        Assert.Equal(allowed, plan.Rest([]).ToString());
    }

    [Fact]
    public void CPUs_that_are_shared_by_time_are_nobodys_own()
    {
        CpuTopology topology = Read(Machine.Rome, "0-7,32-39");
        Assert.Equal("a time quota of 2.5 processors on 16 CPUs: none of them is this worker's own", CorePlan.Auto(topology, 0, 2.5).Problem);
        // The quota of a pod that has its CPUs for itself is as large as they are.
        Assert.Equal(6, CorePlan.Auto(topology, 0, 16).Cores.Count);
    }

    [Fact]
    public void A_list_is_taken_as_it_is()
    {
        CorePlan plan = CorePlan.Of(Read(Machine.Rome, null), [2, 37]);
        Assert.Equal([2, 37], Cpus(plan));
        Assert.Equal("0-1,3-4,6-33,35-36,38-63", plan.Rest(plan.Cores).ToString());
        Assert.Null(plan.Problem);
    }

    [Theory]
    [InlineData("2,64", "CPU 64 is none of those that this process may use: 0-3,32-35.")]
    [InlineData("1,33", "CPUs 1 and 33 are threads of one core: name one of them.")]
    [InlineData("0-3", "nothing is left of 0-3,32-35: one core at least is needed for all other work.")]
    public void A_list_that_cannot_be_had_is_an_error(string list, string error)
    {
        CpuTopology topology = Read(Machine.Rome, "0-3,32-35");
        Assert.Equal(error, Assert.Throws<FormatException>(() => CorePlan.Of(topology, CpuSet.Parse(list))).Message);
    }

    [Fact]
    public void Where_cores_are_not_known_there_is_no_plan_but_a_list_is_honoured()
    {
        CpuSet allowed = CpuSet.Parse("0-7");
        CorePlan none = LabelCores.Plan(LabelCoreChoice.Auto, 0, allowed, _root.Path);
        Assert.StartsWith("the cores of this machine are not known: ", none.Problem, StringComparison.Ordinal);
        Assert.Contains("cpu0/topology/thread_siblings_list is missing", none.Problem, StringComparison.Ordinal);
        CorePlan listed = LabelCores.Plan(LabelCoreChoice.Parse("6,7"), 0, allowed, _root.Path);
        Assert.Equal([6, 7], Cpus(listed));
        Assert.Equal("0-5", listed.Rest(listed.Cores).ToString());
        Assert.Equal("--label-cores none", LabelCores.Plan(LabelCoreChoice.None, 0, allowed, _root.Path).Problem);
    }

    [Fact]
    public void The_quota_of_the_control_group_is_read()
    {
        Machine.Rome.Write(_root.Path);
        Directory.CreateDirectory(_root["proc/self"]);
        Directory.CreateDirectory(_root["sys/fs/cgroup"]);
        File.WriteAllText(_root["proc/self/cgroup"], "0::/\n");
        File.WriteAllText(_root["sys/fs/cgroup/cpu.max"], "400000 100000\n");
        Assert.StartsWith("a time quota of 4 processors on 64 CPUs", Plan(), StringComparison.Ordinal);
        File.WriteAllText(_root["sys/fs/cgroup/cpu.max"], "max 100000\n");
        Assert.Null(Plan());

        string? Plan() => LabelCores.Plan(LabelCoreChoice.Auto, 0, Machine.Rome.All, _root.Path).Problem;
    }

    private static IEnumerable<int> Cpus(CorePlan plan) => plan.Cores.Select(label => label.Cpu);

    private CorePlan Auto(Machine machine, int most = 0, string? allowed = null) => CorePlan.Auto(Read(machine, allowed), most, null);

    private CpuTopology Read(Machine machine, string? allowed = null) => machines.Read(machine, allowed);
}
