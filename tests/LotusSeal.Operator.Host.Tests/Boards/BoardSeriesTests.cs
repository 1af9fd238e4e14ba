using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Host.Tests.Drains;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Boards;

/// <summary>
/// A Prometheus that scrapes real workers and the operator while they seal and drain: each panel of the boards shows something, and the alerts know
/// the metrics that they ask about and are silent. GPUs are left out: there is none here, and their metrics have tests of their own.
/// </summary>
public sealed partial class BoardSeriesTests(ApiServer server) : DrainTest(server)
{
    /// <summary>What exists only after something went wrong, or while a task tells how far it is; those of so small sectors do not.</summary>
    private static readonly string[] Rare = ["sealworker_pod_replacements_total", "lotusseal_job_progress_ratio"];

    [Fact]
    public async Task Every_panel_shows_something_and_no_alert_fires()
    {
        await using PrometheusProcess prometheus = new(Folder);
        await using DrainScene scene = await DrainScene.StartAsync(this, "boards", workers: 2);
        await prometheus.StartAsync([Operator.Authority, .. scene.WorkerAddresses]);
        string[] busy = await scene.MakeBusyAsync();
        await UntilSeriesAsync(prometheus, """sealworker_tasks{state="running"}""");
        scene.LetEnd(busy);
        await UntilSeriesAsync(prometheus, """lotusseal_task_duration_seconds_count{task="PC1"}""");
        await PatchPoolAsync("boards", """{ "spec": { "replicas": 1 } }""");
        await UntilSeriesAsync(prometheus, "sealworker_drain_duration_seconds_count");
        await scene.MakeBusyAsync();

        foreach ((string panel, string query) in Queries()) await UntilSeriesAsync(prometheus, query, panel);
        IReadOnlyList<JsonNode> alerts = await prometheus.AlertsAsync();
        Assert.All(alerts, alert => Assert.Equal("ok", alert["health"]!.GetValue<string>()));
        Assert.All(alerts, alert => Assert.NotEqual("firing", alert["state"]!.GetValue<string>()));
        IEnumerable<string> metrics = alerts.SelectMany(alert => Metric().Matches(alert["query"]!.GetValue<string>())).Select(match => match.Value);
        foreach (string metric in metrics.Distinct().Where(metric => !IsOfGpus(metric)).Except(Rare)) await UntilSeriesAsync(prometheus, metric);
    }

    /// <summary>Queries of all panels that have to show something, with the names of these.</summary>
    private static IEnumerable<(string Panel, string Query)> Queries()
    {
        string folder = Path.Combine(Repository.Root, "charts", "lotus-seal", "files", "boards");
        foreach (string file in Directory.GetFiles(folder))
        {
            JsonNode board = YamlText.Read(File.ReadAllText(file))[0];
            foreach (JsonNode? panel in board["panels"]!.AsArray())
            {
                if (panel!["mayBeEmpty"] is not null) continue;
                foreach (JsonNode? query in panel["queries"]!.AsArray())
                {
                    string text = query!["expr"]!.GetValue<string>();
                    if (!IsOfGpus(text)) yield return ($"{board["title"]}: {panel["title"]}", Variable().Replace(text, ".*"));
                }
            }
        }
    }

    private static bool IsOfGpus(string text) => text.Contains("lotusseal_gpu_", StringComparison.Ordinal);

    private static Task UntilSeriesAsync(PrometheusProcess prometheus, string query, string panel = "") =>
        Patience.UntilAsync($"{panel} has series: {query}", async () => await prometheus.CountAsync(query) > 0);

    [GeneratedRegex(@"\$[a-z]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\b(lotusseal|sealworker|seal_operator)_[a-z_]+\b")]
    private static partial Regex Metric();
}
