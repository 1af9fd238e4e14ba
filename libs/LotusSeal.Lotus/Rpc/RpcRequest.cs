using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>A parsed request or notification. Property names are matched without regard to case, as Go does.</summary>
internal readonly record struct RpcRequest(RpcId Id, string Method, JsonElement Params, string? Error)
{
    /// <summary>Reads a request; <see cref="Error"/> is set when its id is of a wrong kind. Null when the element is no request object.</summary>
    public static RpcRequest? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        JsonElement id = default, method = default, parameters = default;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = JsonText.NameOf(property);
            if (name.Equals("id", StringComparison.OrdinalIgnoreCase)) id = property.Value;
            else if (name.Equals("method", StringComparison.OrdinalIgnoreCase)) method = property.Value;
            else if (name.Equals("params", StringComparison.OrdinalIgnoreCase)) parameters = property.Value;
        }

        if (method.ValueKind is not (JsonValueKind.String or JsonValueKind.Undefined or JsonValueKind.Null)) return null;
        RpcId requestId = RpcId.Read(id, out string? error);
        return new RpcRequest(requestId, method.ValueKind == JsonValueKind.String ? JsonText.Of(method) : "", parameters, error);
    }
}
