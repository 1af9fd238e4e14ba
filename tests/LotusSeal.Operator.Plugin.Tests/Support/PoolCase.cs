using System.Text;
using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;

namespace LotusSeal.Operator.Plugin.Tests.Support;

/// <summary>Objects of a cluster in a file, and beside it what the program says of them.</summary>
internal static class PoolCase
{
    private const string Rewrite = "LOTUSSEAL_WRITE_CASES";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "LotusSeal.Operator.Plugin.Tests", "Cases");

    /// <summary>Names of the cases.</summary>
    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.yaml")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    /// <summary>The objects of a case.</summary>
    public static JsonObject[] Objects(string name) =>
        [.. YamlText.Read(File.ReadAllText(Path.Combine(Folder, $"{name}.yaml"))).Select(node => node.AsObject())];

    /// <summary>Makes the objects of a case in a namespace of its own.</summary>
    public static async Task<string> MakeAsync(ApiServer server, string name, string? ns = null)
    {
        string made = await server.NamespaceAsync(ns ?? $"case-{name}");
        string uid = "";
        foreach (JsonObject one in Objects(name))
        {
            if (one["kind"]!.GetValue<string>() == "Pod") Own(one, uid);
            await server.MakeAsync(made, one);
            if (one["kind"]!.GetValue<string>() != "SealWorker") continue;
            string path = $"/apis/lotusseal.io/v1alpha1/namespaces/{made}/sealworkers/{one["metadata"]!["name"]}";
            uid = (await server.ReadAsync(path))!["metadata"]!["uid"]!.GetValue<string>();
        }

        return made;
    }

    /// <summary>What is said of a case.</summary>
    public static string Said(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.txt"));

    /// <summary>Compares with the file beside the case, or writes it anew when the variable says so.</summary>
    public static void AssertSays(string name, string text)
    {
        string path = Path.Combine(Folder, $"{name}.txt");
        if (Environment.GetEnvironmentVariable(Rewrite) == "1") File.WriteAllText(path, text, new UTF8Encoding(false));
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", text);
    }

    /// <summary>A pod without the label of a pool belongs to nobody.</summary>
    private static void Own(JsonObject pod, string uid)
    {
        JsonNode metadata = pod["metadata"]!;
        if (metadata["labels"]?["lotusseal.io/pool"] is not { } pool) return;
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "lotusseal.io/v1alpha1",
            ["kind"] = "SealWorker",
            ["name"] = pool.DeepClone(),
            ["uid"] = uid,
            ["controller"] = true,
        });
    }
}
