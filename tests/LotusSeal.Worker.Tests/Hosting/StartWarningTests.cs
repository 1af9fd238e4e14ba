using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Cores;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>What the daemon says and tidies before anything else; the start itself ends at a wrong variable here.</summary>
public sealed class StartWarningTests : IDisposable
{
    private const string Name = "v28-sdr-parent-494d91dc80f2df5272c4b9e129bc7ade9405225993af9fe34e6542a39a47554b.cache";
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Variables_without_effect_are_named_in_one_warning()
    {
        Dictionary<string, string> variables = new()
        {
            ["FIL_PROOFS_USE_GPU_COLUMN_BUILDER"] = "1",
            ["FIL_PROOFS_SDR_PARENTS_CACHE_SIZE"] = "1048576",
            ["RAYON_NUM_THREADS"] = "8",
            ["FIL_PROOFS_PARENT_CACHE"] = "/somewhere",
        };
        await StartAsync(variables);
        string warning = Assert.Single(_log.Lines, line => line.Contains("without effect", StringComparison.Ordinal));
        foreach (string name in variables.Keys)
            Assert.Equal(name != "FIL_PROOFS_PARENT_CACHE", warning.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_command_line_says_is_logged()
    {
        await StartAsync([], "one thing", "another");
        Assert.Equal(["Warning 1021: one thing", "Warning 1021: another"], _log.Of(1021));
    }

    [Fact]
    public async Task Nothing_is_said_when_nothing_is_set()
    {
        await StartAsync([]);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("without effect", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_killed_maker_s_parents_file_is_deleted()
    {
        string left = _folder["parents", $"{Name}.parents.0123456789abcdef.tmp"];
        Directory.CreateDirectory(_folder["parents"]);
        await File.WriteAllTextAsync(_folder["parents", ".lotusseal-0123456789abcdef.owner"], "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(left, "half", TestContext.Current.CancellationToken);
        await StartAsync([]);
        await Patience.UntilAsync("the file is gone", () => !File.Exists(left), () => string.Join('\n', _log.Lines));
        await Patience.UntilAsync("the log names it", () => _log.Lines.Any(line => line.Contains(left, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Other_rows_than_everybody_s_are_a_warning_that_says_who_needs_them_too()
    {
        (BackendPool backends, _) = await SealerFactory.ChooseBackendsAsync(Options(), _log, TestContext.Current.CancellationToken);
        SealerFactory.Create(Options() with { RowsToDiscard = 1 }, backends, new LabelCores(LabelCoreChoice.None, 0, _log), _log);
        Assert.Contains(_log.Lines, line => line.Contains("FIL_PROOFS_ROWS_TO_DISCARD=1", StringComparison.Ordinal));
    }

    private async Task StartAsync(Dictionary<string, string> variables, params string[] notes)
    {
        Assert.Equal(1, await WorkerHost.RunAsync(Options() with { Notes = notes }, RunningWorker.Quick, _log,
            name => name == "PC1_MAX_MEMORY" ? "much" : variables.GetValueOrDefault(name), null, TestContext.Current.CancellationToken));
    }

    private WorkerRunOptions Options() => new()
    {
        RepositoryPath = _folder["repository"],
        FindMiner = RunningWorker.At(new Uri("http://127.0.0.1:1/rpc/v0")),
        Listen = "127.0.0.1:0",
        Tasks = new HashSet<string>(),
        Name = "w0",
        ParentsCache = _folder["parents"],
    };
}
