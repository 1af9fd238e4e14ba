using System.Text.Json.Nodes;

namespace LotusSeal.Charts.Tests.Values;

/// <summary>A value of the main chart.</summary>
/// <param name="Path">Its path, with dots.</param>
/// <param name="Schema">What values.schema.json says of it.</param>
/// <param name="Default">What values.yaml says; null where it has nothing.</param>
internal sealed record SchemaEntry(string Path, JsonObject Schema, JsonNode? Default)
{
    /// <summary>In words.</summary>
    public string Description => Schema["description"]?.GetValue<string>() ?? "";

    /// <summary>Whether it has values of its own below it.</summary>
    public bool IsGroup => Schema["properties"] is JsonObject;

    /// <summary>All values in the order of the schema, groups before what is in them.</summary>
    public static IReadOnlyList<SchemaEntry> All(JsonNode schema, JsonNode values) => [.. Below("", schema, values)];

    private static IEnumerable<SchemaEntry> Below(string path, JsonNode schema, JsonNode? values)
    {
        foreach ((string name, JsonNode? member) in schema["properties"]!.AsObject())
        {
            SchemaEntry entry = new(path + name, member!.AsObject(), values?[name]);
            yield return entry;
            if (!entry.IsGroup) continue;
            foreach (SchemaEntry inner in Below(entry.Path + ".", member!, values?[name])) yield return inner;
        }
    }
}
