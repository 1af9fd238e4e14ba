using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Alerts;

/// <summary>Each alert fires by what is wrong and by nothing else, and has its page.</summary>
public sealed class AlertTests
{
    private static readonly string Cases = Path.Combine(Repository.Root, "tests", "LotusSeal.Charts.Tests", "Alerts", "alerts.test.yaml");

    private static IReadOnlyList<JsonNode> Alerts { get; } =
        [.. YamlText.Read(ChartFolder.Read("files/alerts.yaml"))[0]["groups"]!.AsArray()
            .SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!)];

    [Fact]
    public async Task Each_fires_by_what_is_wrong_and_by_nothing_else()
    {
        CommandResult result = await CommandRun.RunAsync(
            PrometheusPrograms.FindOrSkip("promtool"), ["test", "rules", Cases]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Fact]
    public void Each_is_tested_in_both_ways()
    {
        JsonNode tests = YamlText.Read(File.ReadAllText(Cases))[0];
        ILookup<string, int> expected = tests["tests"]!.AsArray().SelectMany(test => test!["alert_rule_test"]!.AsArray())
            .ToLookup(test => test!["alertname"]!.GetValue<string>(), test => test!["exp_alerts"]!.AsArray().Count);
        Assert.All(Alerts, alert => Assert.Equal([0, 1], expected[NameOf(alert)].Distinct().Order()));
    }

    [Fact]
    public void Each_has_its_page()
    {
        string[] pages = [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "runbook.md"))
            .Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..])];
        Assert.Equal(Alerts.Select(NameOf), pages);
    }

    [Fact]
    public void Each_says_how_bad_it_is()
    {
        Assert.All(Alerts, alert => Assert.Contains(alert["labels"]!["severity"]!.GetValue<string>(), new[] { "critical", "warning" }));
        Assert.All(Alerts, alert => Assert.NotNull(alert["annotations"]!["description"]));
    }

    private static string NameOf(JsonNode alert) => alert["alert"]!.GetValue<string>();
}
