using System.Text.RegularExpressions;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Commands;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>A variable that means something to the reference or to lotus-worker is never passed over in silence.</summary>
public sealed partial class ForeignVariablesTests
{
    /// <summary>The fields of the reference's settings, with its prefix.</summary>
    private static readonly string[] OfTheReference =
    [
        "VERIFY_CACHE", "VERIFY_PRODUCTION_PARAMS", "USE_GPU_COLUMN_BUILDER", "MAX_GPU_COLUMN_BATCH_SIZE", "COLUMN_WRITE_BATCH_SIZE",
        "USE_GPU_TREE_BUILDER", "MAX_GPU_TREE_BATCH_SIZE", "ROWS_TO_DISCARD", "SDR_PARENTS_CACHE_SIZE", "WINDOW_POST_SYNTHESIS_NUM_CPUS",
        "PARAMETER_CACHE", "PARENT_CACHE", "USE_MULTICORE_SDR", "MULTICORE_SDR_PRODUCERS", "MULTICORE_SDR_PRODUCER_STRIDE", "MULTICORE_SDR_LOOKAHEAD",
    ];

    private static string[] Table => [.. ForeignVariables.All.Select(variable => variable.Name)];

    [Fact]
    public void Every_variable_of_the_reference_and_of_the_worker_s_specification_is_in_the_table()
    {
        string protocol = Specification("lotus-worker-protocol.md");
        string worker = protocol[protocol.IndexOf("### 1.1 ", StringComparison.Ordinal)..protocol.IndexOf("### 1.12 ", StringComparison.Ordinal)];
        string[] named = [.. Variable().Matches(worker + Specification("porep.md")).Select(match => match.Value)
            .Where(name => !name.EndsWith('_')).Distinct()];
        Assert.Contains("LOTUS_WORKER_POST_READ_TIMEOUT", named);
        // These two are the miner's own.
        string[] missing = [.. named.Concat(OfTheReference.Select(name => "FIL_PROOFS_" + name)).Distinct().Except(Table)
            .Except(["LOTUS_MINER_ABORT_UNFINISHED_WORK", "LOTUS_BACKUP_BASE_PATH"])];
        Assert.Empty(missing);
        Assert.Equal(Table.Distinct(), Table);
    }

    [Fact]
    public void The_documents_show_the_table()
    {
        string page = File.ReadAllText(Path.Join(Repository.Root, "docs", "environment.md"));
        foreach (ForeignVariable variable in ForeignVariables.All)
            Assert.Contains($"| `{variable.Name}` | {(variable.Honoured ? "yes" : "no")} | {variable.Effect} |", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_flags_read_is_honoured()
    {
        using CommandRun run = new();
        string help = "";
        foreach (string[] command in (string[][])[["run", "--help"], ["proofs", "pc2", "--help"], ["fetch-params", "--help"]])
        {
            Assert.Equal(0, await run.RunAsync(command));
            help += Regex.Replace(run.Output, @"\s+", " ");
        }

        string[] read = [.. Regex.Matches(help, @"\[env: ([^\]]+)\]").SelectMany(match => match.Groups[1].Value.Split(", ")).Distinct()];
        Assert.NotEmpty(read);
        string[] accepted = ["LOTUS_PANIC_REPORT_PATH"];
        Assert.Empty(ForeignVariables.All.Where(variable => !variable.Honoured && read.Contains(variable.Name)).Select(variable => variable.Name)
            .Except(accepted));
        // The other way round: a flag's name in the table means that the flag reads the variable.
        Assert.Empty(ForeignVariables.All.Where(variable => variable.Honoured && variable.Effect.StartsWith("--", StringComparison.Ordinal))
            .Select(variable => variable.Name).Except(read));
    }

    [Theory]
    [InlineData("FIL_PROOFS_USE_GPU_COLUMN_BUILDER", "1", true)]
    [InlineData("FIL_PROOFS_USE_GPU_COLUMN_BUILDER", "true", true)]
    [InlineData("FIL_PROOFS_USE_GPU_COLUMN_BUILDER", "0", false)]
    [InlineData("FIL_PROOFS_USE_GPU_COLUMN_BUILDER", "false", false)]
    [InlineData("FIL_PROOFS_USE_GPU_COLUMN_BUILDER", "", false)]
    [InlineData("FIL_PROOFS_SDR_PARENTS_CACHE_SIZE", "2048", true)]
    [InlineData("FIL_PROOFS_MULTICORE_SDR_LOOKAHEAD", "0", true)]
    [InlineData("FIL_PROOFS_ROWS_TO_DISCARD", "1", false)]
    [InlineData("FIL_PROOFS_VERIFY_CACHE", "1", false)]
    [InlineData("LOTUS_WORKER_POST_READ_TIMEOUT", "5s", false)]
    public void A_variable_without_effect_is_named_with_the_reason(string name, string value, bool named)
    {
        using TemporaryFolder empty = new();
        IReadOnlyList<string> ignored = ForeignVariables.Ignored(variable => variable == name ? value : null, empty.Path);
        Assert.Equal(named ? [$"{name} ({ForeignVariables.All.Single(variable => variable.Name == name).Effect})"] : [], ignored);
    }

    [Fact]
    public void The_reference_s_file_of_settings_is_named()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["rust-fil-proofs.config.toml"], "rows_to_discard = 1\n");
        Assert.Contains(folder["rust-fil-proofs.config.toml"], Assert.Single(ForeignVariables.Ignored(_ => null, folder.Path)));
    }

    private static string Specification(string name) => File.ReadAllText(Path.Join(Repository.Root, "docs", "spec", name));

    [GeneratedRegex("(FIL_PROOFS|LOTUS|GOLOG|BELLMAN)_[A-Z0-9_]+|RUST_LOG")]
    private static partial Regex Variable();
}
