using System.Globalization;
using System.Text.Json.Nodes;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Operator.Host.Tests.Boards;

/// <summary>A real Prometheus that scrapes programs of a test each second and evaluates our alerts.</summary>
/// <param name="folder">Takes its files.</param>
internal sealed class PrometheusProcess(TemporaryFolder folder)
    : ProgramProcess(PrometheusPrograms.FindOrSkip("prometheus"), folder["prometheus.log"])
{
    private static readonly HttpClient Http = new();

    private readonly Uri _url = new($"http://127.0.0.1:{LoopbackPort.Free()}/");

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="targets">Addresses with ports.</param>
    public async Task StartAsync(params IEnumerable<string> targets)
    {
        string alerts = Path.Combine(Repository.Root, "charts", "lotus-seal", "files", "alerts.yaml");
        JsonObject config = new()
        {
            ["global"] = new JsonObject { ["scrape_interval"] = "1s", ["evaluation_interval"] = "1s" },
            ["rule_files"] = new JsonArray(alerts),
            ["scrape_configs"] = new JsonArray(new JsonObject
            {
                ["job_name"] = "lotusseal",
                ["honor_labels"] = true,
                ["static_configs"] = new JsonArray(new JsonObject { ["targets"] = new JsonArray([.. targets.Select(target => (JsonNode)target)]) }),
            }),
        };
        await File.WriteAllTextAsync(folder["prometheus.json"], config.ToJsonString(), TestContext.Current.CancellationToken);
        Start(["--config.file", folder["prometheus.json"], "--storage.tsdb.path", folder["prometheus"], "--web.listen-address", _url.Authority]);
        await Patience.UntilAsync("Prometheus is ready", () => HttpProbe.AnswersAsync(new Uri(_url, "-/ready")), () => Log);
    }

    /// <summary>How many series a query gives now.</summary>
    public async Task<int> CountAsync(string query)
    {
        JsonNode answer = await AskAsync($"api/v1/query?query={Uri.EscapeDataString(query)}");
        Assert.True(answer["status"]!.GetValue<string>() == "success", string.Create(CultureInfo.InvariantCulture, $"{query}: {answer}"));
        return answer["data"]!["result"]!.AsArray().Count;
    }

    /// <summary>The alerts with their state.</summary>
    public async Task<IReadOnlyList<JsonNode>> AlertsAsync() =>
        [.. (await AskAsync("api/v1/rules"))["data"]!["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!)];

    private async Task<JsonNode> AskAsync(string path)
    {
        using HttpResponseMessage answer = await Http.GetAsync(new Uri(_url, path), TestContext.Current.CancellationToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
