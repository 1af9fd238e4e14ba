using System.Text.Json;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Calls;

/// <summary>Reads results of the call store's first format: <c>{"Value":…,"Error":…}</c>, either of them null.</summary>
internal static class FirstFormat
{
    /// <summary>Takes the document apart; the value stays in its wire form.</summary>
    /// <exception cref="JsonException">It is no such document.</exception>
    public static CallResult Parse(byte[] json)
    {
        Utf8JsonReader reader = new(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("it is not an object");
        RawJson? value = null;
        CallError? error = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isValue = reader.ValueSpan.SequenceEqual("Value"u8), isError = reader.ValueSpan.SequenceEqual("Error"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            bool isNull = reader.TokenType == JsonTokenType.Null;
            reader.Skip();
            ReadOnlySpan<byte> part = json.AsSpan(start..(int)reader.BytesConsumed);
            if (isValue) value = isNull ? null : RawJson.FromWire(LotusJson.Escape(part));
            if (isError) error = LotusJson.Deserialize<CallError>(part);
        }

        if (reader.Read()) throw new JsonException("something follows the object");
        return new CallResult(value, error);
    }
}
