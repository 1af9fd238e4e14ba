using System.Text.Json;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>Compares single HTTP messages: status, headers, the form of the JSON-RPC envelope and the body.</summary>
internal sealed class MessageJudge(Aliases recordedAliases, Aliases aliases)
{
    /// <summary>Compares an answer with the recorded one to the same request.</summary>
    public IEnumerable<Difference> CompareAnswer(Exchange recorded, Exchange played, bool compareFileContent)
    {
        if (recorded.Response is not { IsIncomplete: false } wanted) return [];
        if (played.Response is not { } seen) return [new Difference($"answer to {recorded}", $"status {wanted.Status}", "the connection broke")];
        List<Difference> differences = [];
        if (wanted.Status != seen.Status) differences.Add(new Difference("status", $"{wanted.Status} {wanted.Text}", $"{seen.Status} {seen.Text}"));
        differences.AddRange(HeaderComparer.Compare(wanted, seen));
        if (recorded.Rpc.Length > 0)
            differences.AddRange(CompareRpcAnswer(recorded.Rpc, wanted.Text, seen.Text, played.Call.GetProperty("id").GetRawText()));
        else differences.AddRange(CompareContent(recorded.Request, wanted, seen, compareFileContent));
        return differences.Select(difference => difference.Within($"answer to {recorded}"));
    }

    /// <summary>Compares the text of a JSON-RPC answer: order and presence of the envelope's members, the line end, the id, the result.</summary>
    public IEnumerable<Difference> CompareRpcAnswer(string rpc, string recorded, string played, string? callId)
    {
        if (recorded.Length == 0 || played.Length == 0) return recorded.Length == played.Length ? [] : [new Difference("body", recorded, played)];
        if (recorded.EndsWith('\n') != played.EndsWith('\n')) return [new Difference("end of body", recorded[^1..], played[^1..])];
        if (!TryParse(played, out JsonElement seen)) return [new Difference("body", recorded, played)];
        JsonElement wanted = JsonDocument.Parse(recorded).RootElement;
        List<Difference> differences = [.. CompareMemberOrder(wanted, seen)];
        if (callId is not null && seen.TryGetProperty("id", out JsonElement id) && id.GetRawText() != callId)
            differences.Add(new Difference("id", callId, id.GetRawText()));
        differences.AddRange(JsonComparer.Compare(wanted, seen, MethodRules.ForAnswer(rpc), recordedAliases, aliases));
        return differences;
    }

    /// <summary>Compares a call with a recorded one of the same method.</summary>
    public IEnumerable<Difference> CompareCall(Exchange recorded, Exchange played)
    {
        List<Difference> differences = [.. HeaderComparer.Compare(recorded.Request, played.Request)];
        if (recorded.Request.Method != played.Request.Method)
            differences.Add(new Difference("HTTP method", recorded.Request.Method, played.Request.Method));
        if (recorded.Rpc.Length > 0)
            differences.AddRange(JsonComparer.Compare(recorded.Call, played.Call, MethodRules.ForCall(recorded.Rpc), recordedAliases, aliases));
        return differences.Select(difference => difference.Within($"call {played}"));
    }

    private IEnumerable<Difference> CompareContent(Message request, Message wanted, Message seen, bool compareFileContent)
    {
        if (request.Path.StartsWith("/remote/stat/", StringComparison.Ordinal) && wanted.Status == 200)
        {
            return TryParse(seen.Text, out JsonElement stat)
                ? JsonComparer.Compare(JsonDocument.Parse(wanted.Text).RootElement, stat, MethodRules.ForAnswer("/remote/stat"),
                    recordedAliases, aliases)
                : [new Difference("body", wanted.Text, seen.Text)];
        }

        if (wanted.HeaderValue("Content-Type") == "application/x-tar") return TarJudge.Compare(wanted.Body, seen.Body, compareFileContent);
        if (wanted.HeaderValue("Content-Type") == "application/octet-stream")
        {
            return !compareFileContent || wanted.Body.Span.SequenceEqual(seen.Body.Span)
                ? []
                : [new Difference("content", $"{wanted.Body.Length} bytes", $"{seen.Body.Length} other bytes")];
        }

        string text = recordedAliases.Apply(wanted.Text), other = aliases.Apply(seen.Text);
        return text == other ? [] : [new Difference("body", text, other)];
    }

    private static IEnumerable<Difference> CompareMemberOrder(JsonElement wanted, JsonElement seen)
    {
        if (wanted.ValueKind != JsonValueKind.Object || seen.ValueKind != JsonValueKind.Object) return [];
        string order = string.Join(',', wanted.EnumerateObject().Select(member => member.Name));
        string other = string.Join(',', seen.EnumerateObject().Select(member => member.Name));
        return order == other ? [] : [new Difference("members in order", order, other)];
    }

    private static bool TryParse(string text, out JsonElement value)
    {
        try
        {
            value = JsonDocument.Parse(text).RootElement;
            return true;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }
}
