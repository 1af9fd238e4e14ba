using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Values;

/// <summary>Every value is described, checked, and told in the README.</summary>
public sealed class ValuesTests : IDisposable
{
    private const string GoldenVariable = "LOTUSSEAL_GOLDEN";

    private readonly HelmProgram _helm = HelmProgram.FindOrSkip();

    private static JsonNode Schema { get; } = JsonNode.Parse(ChartFolder.Read("values.schema.json"))!;

    private static JsonNode Defaults { get; } = YamlText.Read(ChartFolder.Read("values.yaml"))[0];

    private static IReadOnlyList<SchemaEntry> Entries { get; } = SchemaEntry.All(Schema, Defaults);

    public void Dispose() => _helm.Dispose();

    [Fact]
    public void Every_value_has_a_description_and_a_default()
    {
        Assert.All(Entries, entry => Assert.True(entry.Description.EndsWith('.'), $"{entry.Path}: '{entry.Description}' is no sentence"));
        string[] without = [.. Entries.Where(entry => entry.Default is null).Select(entry => entry.Path)];
        Assert.Equal(["global"], without);
    }

    [Fact]
    public void The_readme_tells_every_value()
    {
        string file = Path.Combine(ChartFolder.Main, "README.md"), now = File.ReadAllText(file), wanted = ReadmeTable.Replace(now, Entries);
        if (Environment.GetEnvironmentVariable(GoldenVariable) == "write") File.WriteAllText(file, wanted);
        else Assert.True(now == wanted, $"{file} is not up to date: {GoldenVariable}=write writes it anew");
    }

    [Theory]
    [InlineData("operator.replicas=0", "/operator/replicas")]
    [InlineData("operator.replica=3", "'replica'")]
    [InlineData("miner.kind=lotus", "/miner/kind")]
    [InlineData("images.pullPolicy=Sometimes", "/images/pullPolicy")]
    [InlineData("miner.persistence.size=many", "/miner/persistence/size")]
    [InlineData("pools.PC1.replicas=1", "PC1")]
    [InlineData("operator.minerCidrs={10.0.0.1}", "/operator/minerCidrs/0")]
    [InlineData("miner.enabled=true", "miner.fullNode.secretName")]
    [InlineData("miner.enabled=true,miner.fullNode.secretName=node", "miner.image")]
    public async Task A_wrong_value_is_refused_by_its_name(string value, string named)
    {
        CommandResult result = await _helm.TryAsync(["template", "seal", ChartFolder.Main, "--set", value]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Helm_finds_no_fault()
    {
        foreach (string chart in new[] { ChartFolder.Main, ChartFolder.Crds })
            Assert.Contains("0 chart(s) failed", await _helm.RunAsync(["lint", "--strict", chart]), StringComparison.Ordinal);
    }
}
