using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Charts.Tests.Rendering;

/// <summary>With Helm or without it, people get the same operator.</summary>
public sealed class PlainManifestTests : IDisposable
{
    /// <summary>The namespace, which Helm is told.</summary>
    private static readonly string[] NotInTheChart = ["00-namespace.yaml"];

    private readonly HelmProgram _helm = HelmProgram.FindOrSkip();

    public void Dispose() => _helm.Dispose();

    [Fact]
    public async Task The_chart_makes_what_the_manifests_are()
    {
        Dictionary<string, JsonNode> plain = Plain().ToDictionary(NameOf);
        Dictionary<string, JsonNode> made = (await ChartFolder.RenderAsync(_helm, ChartFolder.UsualNamespace))
            .Where(one => one["metadata"]!["annotations"]?["helm.sh/hook"] is null).ToDictionary(NameOf);
        Assert.Equal(plain.Keys.Order(), made.Keys.Order());
        Assert.All(plain.Keys, name => Assert.Equal(Comparable(plain[name]), Comparable(made[name])));
    }

    [Fact]
    public async Task Everything_is_in_the_namespace_of_the_release()
    {
        IReadOnlyList<JsonNode> made = await ChartFolder.RenderAsync(_helm, "elsewhere");
        Assert.All(made, one => Assert.DoesNotContain(ChartFolder.UsualNamespace, one.ToJsonString(), StringComparison.Ordinal));
        Assert.All(made.Where(one => one["metadata"]!["namespace"] is not null),
            one => Assert.Equal("elsewhere", one["metadata"]!["namespace"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_operator_of_some_namespaces_has_rights_in_these_only()
    {
        IReadOnlyList<JsonNode> made = await ChartFolder.RenderAsync(_helm, "elsewhere", "--set", "operator.namespaces={one,two}");
        JsonNode[] bindings = [.. made.Where(one => RoleOf(one) == "ClusterRole/lotus-seal-operator")];
        Assert.All(bindings, one => Assert.Equal("RoleBinding", one["kind"]!.GetValue<string>()));
        Assert.Equal(["one", "two"], bindings.Select(one => one["metadata"]!["namespace"]!.GetValue<string>()));
        JsonNode deployment = made.Single(one => one["kind"]!.GetValue<string>() == "Deployment");
        Assert.Contains("--namespace=two", deployment.ToJsonString(), StringComparison.Ordinal);
    }

    private static IEnumerable<JsonNode> Plain()
    {
        string config = Path.Combine(Repository.Root, "config");
        return new[] { "rbac", "webhook", "admission", "operator" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(config, folder), "*.yaml"))
            .Where(file => !NotInTheChart.Contains(Path.GetFileName(file))).SelectMany(file => YamlText.Read(File.ReadAllText(file)));
    }

    private static string NameOf(JsonNode one) => $"{one["kind"]}/{one["metadata"]!["name"]}";

    private static string RoleOf(JsonNode one) => one["roleRef"] is { } role ? $"{role["kind"]}/{role["name"]}" : "";

    /// <summary>Helm's own labels, and flags that the manifests leave at their initial values, are no difference.</summary>
    private static string Comparable(JsonNode one)
    {
        JsonNode copy = one.DeepClone();
        foreach (JsonNode? metadata in new[] { copy["metadata"], copy["spec"]?["template"]?["metadata"] })
        {
            if (metadata?["labels"] is not JsonObject labels) continue;
            foreach (string label in labels.Select(label => label.Key).Where(IsHelms).ToArray()) labels.Remove(label);
            if (labels.Count == 0) metadata.AsObject().Remove("labels");
        }

        if (copy["spec"]?["template"]?["spec"]?["containers"]?[0]?["args"] is JsonArray args)
            foreach (JsonNode? flag in args.Where(flag => flag!.GetValue<string>().StartsWith("--", StringComparison.Ordinal)).ToArray())
                args.Remove(flag);
        return Sorted(copy)!.ToJsonString();
    }

    private static bool IsHelms(string label) => label.StartsWith("helm.sh/", StringComparison.Ordinal)
        || label.StartsWith("app.kubernetes.io/", StringComparison.Ordinal);

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
