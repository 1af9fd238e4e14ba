using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;

namespace LotusSeal.Operator.Tests.Entities;

/// <summary>The resource definition in <c>crds</c>.</summary>
public sealed class CrdTests
{
    [Fact]
    public void The_file_is_what_the_model_makes() => Assert.Equal(
        CrdGenerator.Generate(), File.ReadAllText(Path.Combine(Repository.Root, "crds", CrdGenerator.FileName)));

    /// <summary>
    /// What <c>kubectl explain sealworker</c> shows, field by field. An API server takes no description of <c>metadata</c>: it has its own.
    /// </summary>
    [Fact]
    public void Every_field_and_column_is_described()
    {
        JsonNode definition = YamlText.Read(File.ReadAllText(Path.Combine(Repository.Root, "crds", CrdGenerator.FileName)))[0];
        foreach (JsonNode? version in definition["spec"]!["versions"]!.AsArray())
        {
            Assert.Empty(Undescribed("sealworker", version!["schema"]!["openAPIV3Schema"]!));
            Assert.All(version["additionalPrinterColumns"]!.AsArray(), column => Assert.True(IsDescribed(column!), $"{column}"));
        }
    }

    private static bool IsDescribed(JsonNode schema) => schema["description"]?.GetValue<string>() is { } text && text.Trim().Length > 0;

    private static IEnumerable<string> Undescribed(string path, JsonNode schema)
    {
        // What is in a list or a map is described by the list; its fields are fields.
        IEnumerable<JsonNode?> holders = [schema, schema["items"], schema["additionalProperties"] as JsonObject];
        IEnumerable<string> below = holders.SelectMany(holder => holder?["properties"]?.AsObject() ?? []).Where(field => field.Key != "metadata")
            .SelectMany(field => Undescribed($"{path}.{field.Key}", field.Value!));
        return IsDescribed(schema) ? below : below.Prepend(path);
    }
}
