namespace LotusSeal.Worker.Tests.Commands;

/// <summary>Settings of the reference implementation: from variables and flags to the sealer.</summary>
public sealed class ReferenceSettingsTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(null, null, "", null, 2)]
    [InlineData("/p", "0", "", "/p", 0)]
    [InlineData("~/p", "1", "", "HOME/p", 1)]
    [InlineData("/p", "0", "--parents-cache=/q --rows-to-discard=1", "/q", 1)]
    public async Task Run_honours_them(string? parents, string? rows, string flags, string? expectedParents, int expectedRows)
    {
        Set(parents, rows);
        _run.Environment["MINER_API_INFO"] = "t:/ip4/127.0.0.1/tcp/2345/http";
        Assert.Equal(0, await _run.RunAsync(["run", "--listen=10.0.0.7:3456", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.Equal(expectedParents?.Replace("HOME", _run.Home, StringComparison.Ordinal), _run.Options!.ParentsCache);
        Assert.Equal(expectedRows, _run.Options.RowsToDiscard);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("-1")]
    [InlineData("two")]
    public async Task Rows_that_nobody_can_prove_are_an_error_that_names_the_variable(string rows)
    {
        Set(null, rows);
        _run.Environment["MINER_API_INFO"] = "t:/ip4/127.0.0.1/tcp/2345/http";
        string error = await _run.FailAsync(2, "run", "--listen=10.0.0.7:3456");
        Assert.Contains($"FIL_PROOFS_ROWS_TO_DISCARD: '{rows}' is not 0, 1 or 2", error);
    }

    [Fact]
    public async Task Proofs_keep_no_parents_file_unless_a_folder_is_named()
    {
        string folder = _run.InHome("parents");
        Assert.Equal(0, await SealAsync("first"));
        Assert.False(Directory.Exists(folder));
        Set(folder, null);
        Assert.Equal(0, await SealAsync("second"));
        Assert.Equal(3584, new FileInfo(Assert.Single(Directory.GetFiles(folder))).Length);
    }

    [Fact]
    public async Task The_parents_file_of_a_graph_has_its_place_in_the_folder()
    {
        Assert.Contains("--out or --parents-cache is missing", await _run.FailAsync(2, "proofs", "parents", "--proof-type", "StackedDrg2KiBV1_1"));
        Set(_run.InHome("parents"), null);
        Assert.Equal(0, await _run.RunAsync("proofs", "parents", "--proof-type", "StackedDrg2KiBV1_1"));
        Assert.Equal("v28-sdr-parent-494d91dc80f2df5272c4b9e129bc7ade9405225993af9fe34e6542a39a47554b.cache",
            Path.GetFileName(Assert.Single(Directory.GetFiles(_run.InHome("parents")))));
    }

    [Fact]
    public async Task Proofs_name_variables_without_effect_once()
    {
        _run.Environment["FIL_PROOFS_USE_GPU_TREE_BUILDER"] = "1";
        _run.Environment["FIL_PROOFS_SDR_PARENTS_CACHE_SIZE"] = "2048";
        Assert.Equal(0, await SealAsync("sector"));
        string warning = Assert.Single(_run.Error.Split('\n'), line => line.StartsWith("warning:", StringComparison.Ordinal));
        Assert.Contains("FIL_PROOFS_USE_GPU_TREE_BUILDER", warning);
        Assert.Contains("FIL_PROOFS_SDR_PARENTS_CACHE_SIZE", warning);
    }

    [Fact]
    public async Task Proofs_write_as_many_rows_as_were_asked_for()
    {
        Set(null, "1");
        Assert.Equal(0, await SealAsync("sector", "StackedDrg8MiBV1_1"));
        string[] trees = Directory.GetFiles(_run.InHome("sector"), "sc-02-data-tree-r-last.dat", SearchOption.AllDirectories);
        Assert.Equal(149_792, new FileInfo(Assert.Single(trees)).Length);
    }

    private void Set(string? parents, string? rows)
    {
        if (parents is not null) _run.Environment["FIL_PROOFS_PARENT_CACHE"] = parents;
        if (rows is not null) _run.Environment["FIL_PROOFS_ROWS_TO_DISCARD"] = rows;
    }

    private Task<int> SealAsync(string name, string proof = "StackedDrg2KiBV1_1") =>
        _run.RunAsync("proofs", "seal", "--proof-type", proof, "--miner", "1000", "--sector", "1",
            "--ticket", new string('2', 64), "--seed", new string('3', 64), "--out", _run.InHome(name));
}
