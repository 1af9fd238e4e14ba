using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>A parsed answer: its id and either a result or an error.</summary>
internal readonly record struct RpcResponse(RpcId Id, JsonElement Result, RpcException? Error)
{
    /// <summary>Reads an answer; null when the element is none.</summary>
    public static RpcResponse? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        JsonElement id = Property(element, "id"), error = Property(element, "error");
        RpcId known = RpcId.Read(id, out string? wrongId);
        if (wrongId is not null) return null;
        if (error.ValueKind != JsonValueKind.Object) return new RpcResponse(known, Property(element, "result"), null);
        JsonElement code = Property(error, "code"), message = Property(error, "message");
        int number = code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out int value) ? value : RpcCodes.Panic;
        string text = message.ValueKind == JsonValueKind.String ? JsonText.Of(message) : "";
        return new RpcResponse(known, default, new RpcException(number, text));
    }

    /// <summary>The result as <typeparamref name="T"/>; a missing one is null, as peers before go-jsonrpc 0.3.2 leave it out.</summary>
    /// <exception cref="RpcTransportException">The result has another shape.</exception>
    public T? ResultAs<T>(string method)
    {
        if (Error is not null) throw new RpcException(Error.Code, Error.Message);
        try
        {
            if (Result.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return default;
            return Result.Deserialize(LotusJson.TypeInfo<T>());
        }
        catch (JsonException e)
        {
            throw new RpcTransportException($"{method}: the result has an unexpected shape: {e.Message}", e);
        }
    }

    private static JsonElement Property(JsonElement element, string name)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (JsonText.NameOf(property).Equals(name, StringComparison.OrdinalIgnoreCase)) return property.Value;
        }

        return default;
    }
}
