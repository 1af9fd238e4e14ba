using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Tests.Cluster;

namespace LotusSeal.Operator.Tests.Admission;

/// <summary>The files of config/, as they are put into a cluster.</summary>
internal static class Manifests
{
    public const string System = "lotusseal-system";

    /// <summary>The objects of a folder or a file.</summary>
    public static IReadOnlyList<JsonNode> Read(params string[] parts)
    {
        string path = Path.Combine([Repository.Root, "config", .. parts]);
        string[] files = Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.yaml").Order()] : [path];
        return [.. files.SelectMany(file => YamlText.Read(File.ReadAllText(file)))];
    }

    /// <summary>Where an object is.</summary>
    public static string PathOf(JsonNode one)
    {
        string api = one["apiVersion"]!.GetValue<string>(), kind = one["kind"]!.GetValue<string>().ToLowerInvariant();
        string plural = kind.EndsWith('y') ? $"{kind[..^1]}ies" : $"{kind}s";
        string space = one["metadata"]!["namespace"] is { } ns ? $"/namespaces/{ns}" : "";
        return $"/{(api.Contains('/', StringComparison.Ordinal) ? "apis" : "api")}/{api}{space}/{plural}/{one["metadata"]!["name"]}";
    }

    /// <summary>Applies objects; an unknown field is an error.</summary>
    public static async Task ApplyAsync(KubeObjects objects, IEnumerable<JsonNode> all)
    {
        foreach (JsonNode one in all)
        {
            KubeAnswer answer = await objects.ApplyAsync(PathOf(one), one.ToJsonString(), dryRun: false);
            Assert.True(answer.IsTaken, $"{PathOf(one)}: {answer.Text}");
        }
    }

    /// <summary>Makes a namespace.</summary>
    public static Task NamespaceAsync(KubeObjects objects, string name) => ApplyAsync(objects,
        [new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } }]);
}
