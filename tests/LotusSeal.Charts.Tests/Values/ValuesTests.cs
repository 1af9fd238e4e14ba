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
    private readonly TemporaryFolder _folder = new();

    private static JsonNode Schema { get; } = JsonNode.Parse(ChartFolder.Read("values.schema.json"))!;

    private static JsonNode Defaults { get; } = YamlText.Read(ChartFolder.Read("values.yaml"))[0];

    private static IReadOnlyList<SchemaEntry> Entries { get; } = SchemaEntry.All(Schema, Defaults);

    public void Dispose()
    {
        _helm.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_value_has_a_description_and_a_default()
    {
        Assert.All(Entries, entry => Assert.True(entry.Description.EndsWith('.'), $"{entry.Path}: '{entry.Description}' is no sentence"));
        string[] without = [.. Entries.Where(entry => entry.Default is null).Select(entry => entry.Path)];
        Assert.Equal(["enabled", "global"], without);
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
    [InlineData("operator.webhooks=null", "'webhooks'")]
    [InlineData("uninstallGuard=null", "'uninstallGuard'")]
    [InlineData("images.tag=null", "'tag'")]
    [InlineData("operator=null", "'operator'")]
    [InlineData("operator.namespaces={one,two},pools.pc1.gpu.count=0", "operator.namespaces")]
    [InlineData("miner.enabled=true", "miner.fullNode.secretName")]
    [InlineData("miner.enabled=true,miner.fullNode.secretName=node", "miner.image")]
    public async Task A_wrong_value_is_refused_by_its_name(string value, string named)
    {
        CommandResult result = await _helm.TryAsync(["template", "seal", ChartFolder.Main, "--set", value]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Null takes a default away, and so does an upgrade with --reuse-values from a version that had not the value yet. What is not there reads as
    /// false or nothing in a template: a guard, a webhook, a right would be gone without a word.
    /// </summary>
    [Fact]
    public void A_value_that_is_not_empty_may_not_be_away()
    {
        string[] optional = [.. Entries.Where(entry => !IsRequired(entry.Path)).Select(entry => entry.Path)];
        Assert.Equal(Entries.Where(MayBeAway).Select(entry => entry.Path), optional);
    }

    [Fact]
    public async Task One_that_is_empty_may_be_away()
    {
        string[] none = [.. Entries.Where(entry => entry.Default is not null && !IsResources(entry) && MayBeAway(entry))
            .SelectMany(entry => new[] { "--set", $"{entry.Path}=null" })];
        string[] chart = ["template", "seal", ChartFolder.Main, "--set", "miner.enabled=true,miner.kind=Development,parameters.enabled=true"];
        Assert.Equal(await _helm.RunAsync(chart), await _helm.RunAsync([.. chart, .. none]));
    }

    [Fact]
    public async Task Another_chart_may_contain_it_and_switch_it()
    {
        string charts = Directory.CreateDirectory(Path.Combine(_folder["around"], "charts")).FullName;
        await _helm.RunAsync(["package", ChartFolder.Main, "--destination", charts]);
        await File.WriteAllTextAsync(_folder["around", "Chart.yaml"], """
            apiVersion: v2
            name: around
            version: 1.0.0
            dependencies: [{ name: lotus-seal, version: ">=0.0.0", condition: lotus-seal.enabled }]
            """, TestContext.Current.CancellationToken);
        string[] chart = ["template", "seal", _folder["around"], "--set"];
        Assert.Contains("kind: Deployment", await _helm.RunAsync([.. chart, "lotus-seal.enabled=true"]), StringComparison.Ordinal);
        Assert.DoesNotContain("kind:", await _helm.RunAsync([.. chart, "lotus-seal.enabled=false"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Helm_finds_no_fault()
    {
        foreach (string chart in new[] { ChartFolder.Main, ChartFolder.Crds })
            Assert.Contains("0 chart(s) failed", await _helm.RunAsync(["lint", "--strict", chart]), StringComparison.Ordinal);
    }

    /// <summary>Empty is as good as away, and nobody who takes requests and limits away means anything else by it.</summary>
    private static bool MayBeAway(SchemaEntry entry) => IsResources(entry) || (!entry.IsGroup && entry.Default switch
    {
        null => true,
        JsonObject members => members.Count == 0,
        JsonArray items => items.Count == 0,
        JsonNode value => value.GetValueKind() == System.Text.Json.JsonValueKind.String && value.GetValue<string>().Length == 0,
    });

    private static bool IsResources(SchemaEntry entry) => entry.Path.EndsWith(".resources", StringComparison.Ordinal);

    private static bool IsRequired(string path)
    {
        int dot = path.LastIndexOf('.');
        JsonNode group = dot < 0 ? Schema : Entries.Single(entry => entry.Path == path[..dot]).Schema;
        return group["required"]?.AsArray().Any(name => name!.GetValue<string>() == path[(dot + 1)..]) == true;
    }
}
