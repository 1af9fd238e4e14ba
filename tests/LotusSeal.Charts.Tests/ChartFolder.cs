using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Charts.Tests;

/// <summary>The charts as they are in the source tree.</summary>
internal static class ChartFolder
{
    /// <summary>Namespace of the plain manifests in config/.</summary>
    public const string UsualNamespace = "lotusseal-system";

    /// <summary>The chart of operator, miner and pools.</summary>
    public static string Main { get; } = Path.Combine(Repository.Root, "charts", "lotus-seal");

    /// <summary>The chart of the resource definition.</summary>
    public static string Crds { get; } = Path.Combine(Repository.Root, "charts", "lotus-seal-crds");

    /// <summary>A file of the main chart.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Main, file));

    /// <summary>What the main chart makes.</summary>
    /// <param name="helm">Helm.</param>
    /// <param name="namespace">Where it is installed.</param>
    /// <param name="arguments">Values.</param>
    public static async Task<IReadOnlyList<JsonNode>> RenderAsync(HelmProgram helm, string @namespace, params string[] arguments) =>
        [.. YamlText.Read(await helm.RunAsync(["template", "seal", Main, "--namespace", @namespace, .. arguments])).OfType<JsonObject>()];
}
