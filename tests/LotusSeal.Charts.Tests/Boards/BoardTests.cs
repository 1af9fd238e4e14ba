using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Boards;

/// <summary>Grafana's boards. `LOTUSSEAL_GOLDEN=write` writes config/boards, for people without the chart, anew.</summary>
public sealed class BoardTests : IDisposable
{
    private const string GoldenVariable = "LOTUSSEAL_GOLDEN";

    private const int Columns = 24;

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HelmProgram _helm = HelmProgram.FindOrSkip();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _helm.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_files_for_people_without_the_chart_are_the_same()
    {
        string folder = Path.Combine(Repository.Root, "config", "boards");
        Dictionary<string, JsonNode> boards = await BoardsAsync();
        if (Environment.GetEnvironmentVariable(GoldenVariable) == "write")
            foreach ((string name, JsonNode board) in boards) File.WriteAllText(Path.Combine(folder, name), board.ToJsonString(Pretty) + "\n");
        Assert.Equal(boards.Keys.Order(), Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.All(boards, board => Assert.Equal(board.Value.ToJsonString(Pretty) + "\n", File.ReadAllText(Path.Combine(folder, board.Key))));
    }

    [Fact]
    public async Task Panels_lie_beside_each_other_and_have_names()
    {
        foreach (JsonNode board in (await BoardsAsync()).Values)
        {
            HashSet<(int, int)> taken = [];
            HashSet<string> titles = [];
            foreach (JsonNode? panel in board["panels"]!.AsArray())
            {
                Assert.True(titles.Add(panel!["title"]!.GetValue<string>()), $"{board["title"]}: {panel["title"]} is there twice");
                JsonNode at = panel["gridPos"]!;
                (int x, int y, int width, int height) = (Number(at["x"]), Number(at["y"]), Number(at["w"]), Number(at["h"]));
                Assert.InRange(x + width, 1, Columns);
                var cells = from column in Enumerable.Range(x, width) from row in Enumerable.Range(y, height) select (column, row);
                Assert.All(cells, cell => Assert.True(taken.Add(cell), $"{board["title"]}: {panel["title"]} covers another panel"));
            }
        }
    }

    /// <summary>Lines of each of a thousand pools or workers take a browser down.</summary>
    [Fact]
    public async Task A_board_with_a_line_for_each_opens_with_one()
    {
        foreach ((string name, JsonNode board) in await BoardsAsync())
        {
            IEnumerable<JsonNode> variables = board["templating"]!["list"]!.AsArray().Select(variable => variable!);
            foreach (JsonNode variable in variables.Where(variable => variable["name"]!.GetValue<string>() is "pool" or "instance"))
                Assert.True(variable["current"]!.AsObject().Count == 0, $"{name} opens with every {variable["name"]}");
        }
    }

    [Fact]
    public async Task Every_query_is_one_to_Prometheus()
    {
        JsonArray rules = [];
        foreach (JsonNode board in (await BoardsAsync()).Values)
            foreach (string query in Queries(board)) rules.Add((JsonNode)new JsonObject { ["record"] = $"query_{rules.Count}", ["expr"] = query });
        JsonObject file = new() { ["groups"] = new JsonArray(new JsonObject { ["name"] = "queries", ["rules"] = rules }) };
        await File.WriteAllTextAsync(_folder["queries.json"], file.ToJsonString(), TestContext.Current.CancellationToken);
        CommandResult result = await CommandRun.RunAsync(
            PrometheusPrograms.FindOrSkip("promtool"), ["check", "rules", "--lint=none", _folder["queries.json"]]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    private async Task<Dictionary<string, JsonNode>> BoardsAsync()
    {
        IReadOnlyList<JsonNode> made = await ChartFolder.RenderAsync(
            _helm, "farm", "--set", "monitoring.boards=true", "--show-only", "templates/monitoring/boards.yaml");
        return made.SelectMany(map => map["data"]!.AsObject())
            .ToDictionary(file => file.Key, file => JsonNode.Parse(file.Value!.GetValue<string>())!);
    }

    private static IEnumerable<string> Queries(JsonNode board) =>
        board["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => target!["expr"]!.GetValue<string>());

    private static int Number(JsonNode? node) => node!.GetValue<int>();
}
