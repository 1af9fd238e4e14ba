using System.Text.Json;
using System.Text.Json.Serialization;

namespace LotusSeal.Lotus.Json;

/// <summary>An enumeration with fixed wire texts.</summary>
internal sealed class NamedEnumConverter<T>(params (T Value, string Text)[] names) : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        foreach ((T value, string name) in names)
        {
            if (name == text) return value;
        }

        throw new JsonException($"{typeof(T).Name} must be one of: {string.Join(", ", names.Select(pair => $"\"{pair.Text}\""))}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(names.First(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Text);
}
