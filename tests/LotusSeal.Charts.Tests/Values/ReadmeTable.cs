using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LotusSeal.Charts.Tests.Values;

/// <summary>The table of values in the chart's README.md.</summary>
internal static class ReadmeTable
{
    private const string Begin = "<!-- values -->\n", End = "<!-- end of values -->\n";

    /// <summary>The README with the table anew.</summary>
    public static string Replace(string readme, IEnumerable<SchemaEntry> entries)
    {
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = readme.IndexOf(End, StringComparison.Ordinal);
        StringBuilder table = new("| value | default | what |\n| --- | --- | --- |\n");
        foreach (SchemaEntry entry in entries.Where(entry => !entry.IsGroup && entry.Default is not null))
            table.Append(null, $"| `{entry.Path}` | `{Text(entry.Default!)}` | {What(entry)} |\n");
        return readme[..begin] + table + readme[end..];
    }

    private static string Text(JsonNode value) => value.ToJsonString(new JsonSerializerOptions
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static string What(SchemaEntry entry) => entry.Schema["enum"] is JsonArray choices
        ? $"{entry.Description} One of {string.Join(", ", choices.Select(choice => choice!.GetValue<string>()))}." : entry.Description;
}
