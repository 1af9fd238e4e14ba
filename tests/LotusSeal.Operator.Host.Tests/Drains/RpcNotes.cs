using System.Text.Json.Nodes;

namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>Notes the JSON-RPC calls that pass a proxy, and the end of the one that waits.</summary>
/// <param name="log">Takes them.</param>
/// <param name="name">Whom they are about.</param>
internal sealed class RpcNotes(CallLog log, string name)
{
    private const string Prefix = "Filecoin.";

    /// <summary>A request that is not JSON-RPC.</summary>
    public void Path(string path) => log.Note(new Call(name, path));

    /// <summary>A request.</summary>
    /// <returns>Its id when it is one whose end is to be noted.</returns>
    public string? Request(string text)
    {
        if (JsonNode.Parse(text) is not JsonObject call || call["method"]?.GetValue<string>() is not { } method) return null;
        string what = method.StartsWith(Prefix, StringComparison.Ordinal) ? method[Prefix.Length..] : method;
        // The token of AuthVerify is nobody's matter.
        string with = CallNames.Questions.Contains(what) ? "" : string.Join(',', (call["params"]?.AsArray() ?? []).Select(Text));
        log.Note(new Call(name, what, with));
        return what == CallNames.Wait ? call["id"]?.ToJsonString() : null;
    }

    /// <summary>An answer to the call that waits.</summary>
    public void Answered(string text, string id)
    {
        if (JsonNode.Parse(text) is JsonObject answer && answer["id"]?.ToJsonString() == id) log.Note(new Call(name, CallNames.Quiet));
    }

    /// <summary>The call that waits was lost with its connection.</summary>
    public void Lost() => log.Note(new Call(name, CallNames.QuietLost));

    private static string Text(JsonNode? parameter) => parameter switch
    {
        JsonObject { } call when call["ID"] is { } id => id.GetValue<string>(),
        JsonValue value when value.TryGetValue(out string? text) => text,
        null => "null",
        _ => parameter.ToJsonString(),
    };
}
