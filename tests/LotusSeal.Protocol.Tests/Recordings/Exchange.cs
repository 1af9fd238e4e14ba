using System.Text.Json;

namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>A request and, unless the connection broke first, its response.</summary>
public sealed record Exchange(Message Request, Message? Response)
{
    private JsonDocument? _call;

    /// <summary>JSON-RPC method, empty for other HTTP requests.</summary>
    public string Rpc => Request.Rpc;

    /// <summary>The request's body as JSON; only for a JSON-RPC call.</summary>
    public JsonElement Call => (_call ??= JsonDocument.Parse(Request.Body)).RootElement;

    /// <summary>The positional parameters, an empty list when there are none.</summary>
    public IReadOnlyList<JsonElement> Parameters =>
        Call.TryGetProperty("params", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    /// <summary>The <c>result</c> of the response; null when there is no response, no body or an error.</summary>
    public JsonElement? Result =>
        Rpc.Length > 0 && Response is { Body.Length: > 0, IsIncomplete: false }
            && JsonDocument.Parse(Response.Body).RootElement.TryGetProperty("result", out JsonElement result)
            ? result
            : null;

    /// <inheritdoc/>
    public override string ToString() => Request.ToString();
}
