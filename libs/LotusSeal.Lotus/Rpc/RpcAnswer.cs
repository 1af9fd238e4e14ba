using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>What a call ended with.</summary>
internal sealed record RpcAnswer
{
    public required RpcId Id { get; init; }

    /// <summary>The error, or null on success.</summary>
    public RpcException? Error { get; init; }

    public object? Result { get; init; }

    /// <summary>Static type of the result; null when the result is always null.</summary>
    public Type? ResultType { get; init; }

    /// <summary>The values of a channel method; the result is then the channel's number.</summary>
    public IAsyncEnumerable<object?>? Channel { get; init; }

    /// <summary>The connection is to be cut instead of answering.</summary>
    public bool Drop { get; init; }

    /// <summary>A notification was executed: nothing is answered.</summary>
    public bool IsSilent { get; init; }

    public int HttpStatus => Error is null ? 200 : RpcCodes.HttpStatus(Error.Code);

    public static RpcAnswer Failed(RpcId id, int code, string message) => new() { Id = id, Error = new RpcException(code, message) };

    /// <summary>The answer's JSON and a line feed; keys are sorted as Lotus' are.</summary>
    public byte[] ToJson()
    {
        byte[] line;
        try
        {
            line = LotusJson.Write(Write);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException && Error is null)
        {
            line = LotusJson.Write(Failed(Id, RpcCodes.MethodError, $"the result cannot be written as JSON: {e.Message}").Write);
        }

        return [.. line, (byte)'\n'];
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Error is not null)
        {
            writer.WriteStartObject("error"u8);
            writer.WriteNumber("code"u8, Error.Code);
            writer.WriteString("message"u8, Error.Message);
            writer.WriteEndObject();
        }

        Id.Write(writer);
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        if (Error is null)
        {
            writer.WritePropertyName("result"u8);
            if (ResultType is null) writer.WriteNullValue();
            else JsonSerializer.Serialize(writer, Result, LotusJson.TypeInfo(ResultType));
        }

        writer.WriteEndObject();
    }
}
