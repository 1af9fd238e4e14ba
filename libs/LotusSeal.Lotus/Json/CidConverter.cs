using System.Text.Json;
using System.Text.Json.Serialization;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Lotus.Json;

/// <summary>A CID as <c>{"/":"baga..."}</c>, an undefined one as null (protocol spec 3.1).</summary>
internal sealed class CidConverter : JsonConverter<Cid?>
{
    private const string Shape = """a CID is {"/":"b..."} or null""";

    public override Cid? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException(Shape);
        Cid? cid = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (!reader.ValueTextEquals("/"u8)) throw new JsonException(Shape);
            if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw new JsonException(Shape);
            cid = Parse(reader.GetString()!);
        }

        return cid ?? throw new JsonException(Shape);
    }

    public override void Write(Utf8JsonWriter writer, Cid? value, JsonSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("/"u8, value.ToString());
        writer.WriteEndObject();
    }

    private static Cid Parse(string text)
    {
        try
        {
            return Cid.Parse(text);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }
}
