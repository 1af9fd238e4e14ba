using System.Globalization;
using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Writes requests and notifications.</summary>
internal static class RpcFrames
{
    /// <summary>A request with already known arguments; without id it is a notification.</summary>
    public static void WriteRequest(Utf8JsonWriter writer, RpcId id, string method, IReadOnlyList<object?> arguments)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        if (!id.IsNone) id.Write(writer);
        writer.WriteString("method"u8, method);
        writer.WriteStartArray("params"u8);
        foreach (object? argument in arguments) WriteArgument(writer, argument);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteArgument(Utf8JsonWriter writer, object? argument)
    {
        switch (argument)
        {
            case ZeroReader zero:
                WriteReader(writer, "null", zero.Size.ToString(CultureInfo.InvariantCulture));
                break;
            case HttpReader http:
                WriteReader(writer, "http", http.Url.OriginalString);
                break;
            case PushReader push:
                WriteReader(writer, "push", push.Id.ToString("D"));
                break;
            case RpcId id:
                WriteId(writer, id);
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                JsonSerializer.Serialize(writer, argument, LotusJson.TypeInfo(argument.GetType()));
                break;
        }
    }

    private static void WriteReader(Utf8JsonWriter writer, string type, string info)
    {
        writer.WriteStartObject();
        writer.WriteString("Type"u8, type);
        writer.WriteString("Info"u8, info);
        writer.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter writer, RpcId id)
    {
        if (id.Number is double number) writer.WriteNumberValue(number);
        else writer.WriteStringValue(id.Text);
    }
}
