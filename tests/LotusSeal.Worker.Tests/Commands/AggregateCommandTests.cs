using System.Text.Json;
using System.Text.Json.Nodes;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>proofs aggregate</c> and <c>proofs verify-aggregate</c> with proofs of the reference, and keys whose secrets are known.</summary>
public sealed class AggregateCommandTests : IDisposable
{
    private const string Type = "StackedDrg2KiBV1_1", AggregationKey = "v28-fil-inner-product-v1.srs";
    private readonly CommandRun _run = new();
    private readonly TemporaryFolder _folder = new();

    public AggregateCommandTests()
    {
        string key = Directory.EnumerateFiles(Repository.Vector("groth16"), "v28-stacked-proof-of-replication-*-8-0-0-sha256_hasher-*.vk").Single();
        File.Copy(key, _folder[Path.GetFileName(key)]);
        File.Copy(Repository.Vector("snarkpack", "test.srs"), _folder[AggregationKey]);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _run.Dispose();
    }

    [Theory]
    [InlineData("V1")]
    [InlineData("V2")]
    public async Task Proofs_of_two_sectors_become_one_that_holds(string version)
    {
        JsonArray sectors = Sectors();
        string aggregate = await AggregateAsync(sectors, "--aggregation", version);
        Assert.Equal(0, await VerifyAsync(sectors, aggregate, "--aggregation", version));
        Assert.Equal("the proof holds\n", _run.Output);
        Assert.Equal(1, await VerifyAsync([sectors[1]!.DeepClone(), sectors[0]!.DeepClone()], aggregate, "--aggregation", version));
        Assert.Contains("the proof does not hold", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_aggregate_does_not_hold()
    {
        Assert.Equal(1, await VerifyAsync(Sectors(), "00", "--json"));
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        Assert.False(report.RootElement.GetProperty("valid").GetBoolean());
        Assert.Contains("ends too early", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_key_nobody_can_tell()
    {
        string aggregate = await AggregateAsync(Sectors());
        File.Delete(_folder[AggregationKey]);
        Assert.Equal(2, await VerifyAsync(Sectors(), aggregate));
        Assert.Contains(AggregationKey, _run.Error, StringComparison.Ordinal);
        Assert.Contains(AggregationKey, await FailAsync(Sectors().ToJsonString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "nothing to aggregate")]
    [InlineData("null", "no list of sectors")]
    [InlineData("[", "no list of sectors")]
    [InlineData("""[{"sector":7}]""", "no list of sectors")]
    public async Task A_list_that_is_none_is_named(string sectors, string reason) =>
        Assert.Contains(reason, await FailAsync(sectors), StringComparison.Ordinal);

    [Theory]
    [InlineData("proof", "\"xyz\"", "no hexadecimal")]
    [InlineData("proof", "null", "has no proof")]
    [InlineData("proof", "\"00\"", "sector 1 of 2: a proof of 1 partitions has 192 bytes, not 1")]
    [InlineData("colour", "1", "colour")]
    public async Task A_sector_that_is_none_is_named(string field, string value, string reason)
    {
        JsonArray sectors = Sectors();
        sectors[0]![field] = JsonNode.Parse(value);
        Assert.Contains(reason, await FailAsync(sectors.ToJsonString()), StringComparison.Ordinal);
    }

    private static JsonArray Sectors()
    {
        using JsonDocument proofs = JsonDocument.Parse(File.ReadAllText(Repository.Vector("groth16", "proofs.json")));
        return [.. new[] { "2kib", "2kib-zero" }.Select(name =>
        {
            using JsonDocument sector = JsonDocument.Parse(File.ReadAllText(Repository.Vector($"{name}.json")));
            return (JsonNode)new JsonObject
            {
                ["prover_id"] = new string('1', 64),
                ["sector"] = 7,
                ["ticket"] = new string('2', 64),
                ["seed"] = new string('3', 64),
                ["comm_r"] = sector.RootElement.GetProperty("comm_r").GetString(),
                ["comm_d"] = sector.RootElement.GetProperty("comm_d").GetString(),
                ["proof"] = proofs.RootElement.EnumerateArray().Single(one => one.GetProperty("name").GetString() == $"{name} fixed")
                    .GetProperty("partitions")[0].GetProperty("proof").GetString(),
            };
        })];
    }

    private async Task<string> AggregateAsync(JsonArray sectors, params string[] more)
    {
        Assert.True(await RunAsync("aggregate", sectors.ToJsonString(), [.. more, "--json"]) == 0, _run.Error);
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        string aggregate = report.RootElement.GetProperty("aggregate").GetString()!;
        Assert.Equal(2 * 5236, aggregate.Length);
        return aggregate;
    }

    private Task<int> VerifyAsync(JsonArray sectors, string aggregate, params string[] more) =>
        RunAsync("verify-aggregate", sectors.ToJsonString(), ["--aggregate", aggregate, .. more]);

    private async Task<string> FailAsync(string sectors)
    {
        Assert.Equal(1, await RunAsync("aggregate", sectors, []));
        return _run.Error;
    }

    private async Task<int> RunAsync(string command, string sectors, string[] more)
    {
        string file = _run.InHome("sectors.json");
        await File.WriteAllTextAsync(file, sectors);
        return await _run.RunAsync(["proofs", command, "--proof-type", Type, "--sectors", file, "--params", _folder.Path, .. more]);
    }
}
