using System.Text.Json;
using LotusSeal.Protocol.Tests.Judges;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Probes;

/// <summary>Compares the answer to a probe: status, headers, and the body with its Go-specific words left out.</summary>
internal static class ProbeJudge
{
    /// <summary>
    /// Error texts that name Go's types, packages or sockets: only what stands before the named part is compared. Everything else is compared
    /// to the last character.
    /// </summary>
    private static readonly Dictionary<string, string> Beginnings = new(StringComparer.Ordinal)
    {
        ["wrong parameter type"] = "unmarshaling params for 'Filecoin.StorageInfo' (param: ",
        ["params object"] = "unmarshaling param array: ",
        ["id object"] = "failed to parse ID: invalid id type: ",
        ["WorkerConnect to closed port"] = "connecting remote storage failed: ",
        ["AuthVerify bad"] = "JWT Verification failed",
        ["DataCid unknown reader type"] = "decoding params for 'Filecoin.DataCid' (param: 1; custom decoder): ",
        ["StorageAddLocal missing"] = "opening local path: ",
    };

    private static readonly JsonRule[] Rules =
    [
        // The program's own name and version.
        new("result/Version", Treatment.SameKind),
        new("result/BlockDelay", Treatment.Integer),
        new("result/Agent", Treatment.SameKind),
    ];

    public static IReadOnlyList<Difference> Compare(Probe probe, Message played, Aliases recordedAliases, Aliases aliases)
    {
        Message recorded = probe.Answer!;
        List<Difference> differences = [];
        if (recorded.Status != played.Status) differences.Add(new Difference("status", $"{recorded.Status}", $"{played.Status} {played.Text}"));
        differences.AddRange(HeaderComparer.Compare(recorded, played));
        if (recorded.HeaderValue("Content-Type") == "application/json" && recorded.Text.Length > 0)
            differences.AddRange(CompareJson(probe, recorded.Text, played.Text, recordedAliases, aliases));
        else if (probe.Request.Method != "HEAD" && probe.Request.Path.Contains("/remote/stat/", StringComparison.Ordinal) && recorded.Status == 200)
            differences.AddRange(JsonComparer.Compare(Parse(recorded.Text), Parse(played.Text), MethodRules.ForAnswer("/remote/stat")));
        else if (recorded.HeaderValue("Content-Type")?.StartsWith("text/plain", StringComparison.Ordinal) == true
            && recorded.Text != played.Text.TrimEnd('\n'))
            differences.Add(new Difference("body", recorded.Text, played.Text));
        return differences;
    }

    private static IEnumerable<Difference> CompareJson(Probe probe, string recorded, string played, Aliases recordedAliases, Aliases aliases)
    {
        JsonElement wanted = Parse(recorded), seen = Parse(played.Length == 0 ? "null" : played);
        List<JsonRule> rules = [.. Rules];
        if (probe.Title == "token as query parameter") rules.Add(new JsonRule("result", Treatment.SameKind));
        if (Beginnings.TryGetValue(probe.Title, out string? beginning))
        {
            rules.Add(new JsonRule("error/message", Treatment.SameKind));
            string? text = seen.TryGetProperty("error", out JsonElement error) ? error.GetProperty("message").GetString() : null;
            if (text?.StartsWith(beginning, StringComparison.Ordinal) != true) return [new Difference("error text", beginning + "…", played)];
        }

        return JsonComparer.Compare(wanted, seen, rules, recordedAliases, aliases);
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return JsonDocument.Parse(JsonSerializer.Serialize(text)).RootElement;
        }
    }
}
