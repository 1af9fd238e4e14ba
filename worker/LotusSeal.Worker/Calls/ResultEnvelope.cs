using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Worker.Calls;

/// <summary>A result as version 1 of the call store has it: <c>{"Value":…,"Error":…}</c>, either of them null.</summary>
/// <param name="Value">The value's wire form, or null.</param>
/// <param name="Error">The error's wire form, or null.</param>
internal readonly record struct ResultEnvelope(byte[]? Value, byte[]? Error)
{
    /// <summary>Takes the document apart without decoding what is in it.</summary>
    /// <exception cref="JsonException">It is no such document.</exception>
    public static ResultEnvelope Parse(byte[] json)
    {
        Utf8JsonReader reader = new(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("It is not an object.");
        byte[]? value = null, error = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isValue = reader.ValueTextEquals("Value"u8), isError = reader.ValueTextEquals("Error"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            bool isNull = reader.TokenType == JsonTokenType.Null;
            reader.Skip();
            if (isNull) continue;
            if (isValue) value = LotusJson.Escape(json.AsSpan(start..(int)reader.BytesConsumed));
            if (isError) error = LotusJson.Escape(json.AsSpan(start..(int)reader.BytesConsumed));
        }

        return reader.TokenType == JsonTokenType.EndObject ? new ResultEnvelope(value, error) : throw new JsonException("The object has no end.");
    }
}
