using LotusSeal.Worker.Cores;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>--label-cores</c>, and what <c>info</c> says of the cores.</summary>
public sealed class LabelCoresFlagTests : IDisposable
{
    private static readonly string[] Run = ["run", "--listen=10.0.0.7:3456"];

    private readonly CommandRun _run = new();

    public LabelCoresFlagTests() => _run.Environment["MINER_API_INFO"] = "t:/ip4/127.0.0.1/tcp/2345/http";

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_worker_chooses_where_nothing_is_said() => Assert.Same(LabelCoreChoice.Auto, await ReadAsync());

    [Fact]
    public async Task The_flag_wins_over_the_variable()
    {
        _run.Environment["LOTUS_WORKER_LABEL_CORES"] = "none";
        Assert.Same(LabelCoreChoice.None, await ReadAsync());
        Assert.Same(LabelCoreChoice.Auto, await ReadAsync("--label-cores", "auto"));
    }

    [Fact]
    public async Task A_list_that_can_be_had_is_taken()
    {
        CpuSet allowed = ThreadAffinity.Of(Environment.ProcessId);
        IReadOnlyList<ProcessorCore> cores = CpuTopology.Read("/", allowed).Cores;
        Assert.SkipWhen(cores.Count < 2, "this machine has one core");
        int cpu = cores[^1].Cpus.First;
        Assert.Equal([cpu], (await ReadAsync($"--label-cores={cpu}")).List!);
    }

    [Theory]
    [InlineData("some", "LOTUS_WORKER_LABEL_CORES: 'some' is not none, auto or a list of CPUs such as 2,4-7.")]
    [InlineData("7-2", "LOTUS_WORKER_LABEL_CORES: '7-2' is not none, auto or a list of CPUs such as 2,4-7.")]
    [InlineData("8191", "LOTUS_WORKER_LABEL_CORES: CPU 8191 is none of those that this process may use: ")]
    public async Task Another_one_is_an_error_that_names_the_variable(string value, string error)
    {
        _run.Environment["LOTUS_WORKER_LABEL_CORES"] = value;
        Assert.Contains(error, await _run.FailAsync(2, Run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_leaves_nothing_is_an_error() => Assert.Contains("one core at least is needed for all other work",
        await _run.FailAsync(2, [.. Run, "--label-cores", AllCores()]), StringComparison.Ordinal);

    [Fact]
    public async Task Loops_are_as_many_as_somebody_says_or_as_the_machine_has()
    {
        await ReadAsync();
        Assert.Equal(0, _run.Options!.LabelLoops);
        await ReadAsync("--label-loops=3");
        Assert.Equal(3, _run.Options!.LabelLoops);
        _run.Environment["LOTUS_WORKER_LABEL_LOOPS"] = "-1";
        Assert.Contains("LOTUS_WORKER_LABEL_LOOPS: '-1' is not a whole number from 0 to 1024.", await _run.FailAsync(2, Run),
            StringComparison.Ordinal);
    }

    private static string AllCores() =>
        new CpuSet(CpuTopology.Read("/", ThreadAffinity.Of(Environment.ProcessId)).Cores.Select(core => core.Cpus.First)).ToString();

    private async Task<LabelCoreChoice> ReadAsync(params string[] flags)
    {
        Assert.Equal(0, await _run.RunAsync([.. Run, .. flags]));
        return _run.Options!.LabelCores;
    }
}
