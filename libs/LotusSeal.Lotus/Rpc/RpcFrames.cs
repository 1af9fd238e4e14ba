using System.Globalization;
using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Writes requests and notifications.</summary>
internal static class RpcFrames
{
    private static readonly RawJson Comma = RawJson.FromWire([(byte)',']);

    /// <summary>A request whose parameters of the type <see cref="RawJson"/> stay where they are.</summary>
    public static RpcFrame Request(RpcId id, string method, IReadOnlyList<object?> arguments)
    {
        if (!arguments.OfType<RawJson>().Any())
            return new([RawJson.FromWire(LotusJson.Write(writer => WriteRequest(writer, id, method, arguments)))]);
        byte[] empty = LotusJson.Write(writer => WriteRequest(writer, id, method, []));
        int end = empty.Length - "]}".Length;
        List<RawJson> parts = [RawJson.FromWire(empty[..end])];
        for (int i = 0; i < arguments.Count; i++)
        {
            if (i > 0) parts.Add(Comma);
            parts.Add(arguments[i] as RawJson ?? RawJson.FromWire(LotusJson.Write(writer => WriteArgument(writer, arguments[i]))));
        }

        parts.Add(RawJson.FromWire(empty[end..]));
        return new(parts);
    }

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
            case RawJson raw:
                writer.WriteRawValue(raw.Utf8, skipInputValidation: true);
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
