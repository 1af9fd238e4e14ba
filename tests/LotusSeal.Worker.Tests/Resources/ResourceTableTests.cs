using System.Text.Json;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Tests.Resources;

public sealed class ResourceTableTests
{
    [Fact]
    public void The_defaults_are_those_that_a_real_worker_sent()
    {
        using JsonDocument captured = JsonDocument.Parse(File.ReadAllText(Repository.RpcVector("cli/worker.Info.json")));
        Dictionary<string, Dictionary<string, TaskResources>> expected =
            captured.RootElement.GetProperty("result").GetProperty("Resources").GetProperty("Resources")
                .Deserialize<Dictionary<string, Dictionary<string, TaskResources>>>(LotusJson.Options)!;
        Dictionary<string, Dictionary<string, TaskResources>> actual = ResourceTable.Defaults().ToWire();
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach ((string task, Dictionary<string, TaskResources> rows) in expected)
        {
            Assert.Equal(rows.Keys.Order(), actual[task].Keys.Order());
            foreach ((string proof, TaskResources row) in rows)
                Assert.True(row == actual[task][proof], $"{task} {proof}: {actual[task][proof]}, Lotus has {row}");
        }
    }

    [Fact]
    public void A_sized_variable_beats_an_unsized_one()
    {
        ResourceTable table = Load(("PC2_MAX_MEMORY", "5"), ("PC2_32G_MAX_MEMORY", "7"));
        Assert.Equal(7UL, Row(table, TaskTypes.PreCommit2, 8).MaxMemory);
        Assert.Equal(5UL, Row(table, TaskTypes.PreCommit2, 9).MaxMemory);
        Assert.Equal(7UL, Row(table, TaskTypes.PreCommit2, 13).MaxMemory);
    }

    [Fact]
    public void Every_field_can_be_overridden()
    {
        ResourceTable table = Load(("C2_2K_MIN_MEMORY", "1"), ("C2_2K_MAX_MEMORY", "2"), ("C2_2K_GPU_UTILIZATION", "0.5"),
            ("C2_2K_MAX_PARALLELISM", "-1"),
            ("C2_2K_MAX_PARALLELISM_GPU", "4"), ("C2_2K_BASE_MIN_MEMORY", "6"), ("C2_2K_MAX_CONCURRENT", "3"));
        Assert.Equal(new TaskResources(1, 2, 0.5, -1, 4, 6, 3), Row(table, TaskTypes.Commit2, 5));
        Assert.Equal(3, table.MaxConcurrent(TaskTypes.Commit2, RegisteredSealProof.StackedDrg2KiBV1_1));
        Assert.Equal(0, table.MaxConcurrent(TaskTypes.Commit2, RegisteredSealProof.StackedDrg8MiBV1_1));
        Assert.Equal(0, table.MaxConcurrent(TaskTypes.Finalize, RegisteredSealProof.StackedDrg2KiBV1_1));
    }

    [Theory]
    [InlineData("1", null, 4)]
    [InlineData("1", "5", 6)]
    [InlineData("0", "5", 1)]
    [InlineData(null, null, 1)]
    public void Labelling_threads_follow_the_multicore_settings(string? multicore, string? producers, int expected)
    {
        ResourceTable table = Load(("FIL_PROOFS_USE_MULTICORE_SDR", multicore), ("FIL_PROOFS_MULTICORE_SDR_PRODUCERS", producers));
        Assert.Equal(expected, Row(table, TaskTypes.PreCommit1, 8).MaxParallelism);
        Assert.Equal(expected, Row(table, TaskTypes.Unseal, 8).MaxParallelism);
        Assert.Equal(-1, Row(table, TaskTypes.PreCommit2, 8).MaxParallelism);
    }

    [Fact]
    public void An_explicit_thread_count_beats_the_multicore_settings() =>
        Assert.Equal(9, Row(Load(("FIL_PROOFS_USE_MULTICORE_SDR", "1"), ("PC1_MAX_PARALLELISM", "9")), TaskTypes.PreCommit1, 8).MaxParallelism);

    [Fact]
    public void Old_names_of_data_cid_variables_count()
    {
        ResourceTable table = Load(("DC_32GiB_MAX_MEMORY", "11"));
        Assert.Equal(11UL, Row(table, TaskTypes.DataCid, 5).MaxMemory);
    }

    [Fact]
    public void A_value_that_is_no_number_names_its_variable() =>
        Assert.Contains("AP_64G_MIN_MEMORY", Assert.Throws<FormatException>(() => Load(("AP_64G_MIN_MEMORY", "4GiB"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_variables_are_those_that_lotus_lists()
    {
        // 14 rows of 5 sizes and one without size, 7 fields each: 588 lines, as `lotus-worker resources --default` prints.
        SortedDictionary<string, string> variables = ResourceTable.Defaults().ToVariables();
        Assert.Equal(588, variables.Count);
        Assert.Equal("4294967296", variables["AP_32G_MAX_MEMORY"]);
        Assert.Equal("1", variables["C2_2K_GPU_UTILIZATION"]);
    }

    private static TaskResources Row(ResourceTable table, string task, int proof) => table.ToWire()[task][$"{proof}"];

    private static ResourceTable Load(params (string Name, string? Value)[] variables)
    {
        Dictionary<string, string?> environment = variables.ToDictionary(pair => pair.Name, pair => pair.Value);
        return ResourceTable.Load(name => environment.GetValueOrDefault(name));
    }
}
