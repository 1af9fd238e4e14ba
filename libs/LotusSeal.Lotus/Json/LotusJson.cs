using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Lotus.Json;

/// <summary>JSON as Go's encoder writes and reads it (protocol spec 3.1).</summary>
public static class LotusJson
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("<>&"u8);
    private static readonly WireTypes Types = new();

    /// <summary>
    /// Names as declared, read case-insensitively; null is written; unknown fields are ignored; a missing or null string is empty; a missing
    /// structure is an error that names the field.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>The UTF-8 JSON of a value, with <c>&lt; &gt; &amp;</c> escaped the way Go does.</summary>
    public static byte[] Serialize(object? value, Type type) =>
        Write(writer => JsonSerializer.Serialize(writer, value, TypeInfo(type)));

    /// <summary>The UTF-8 JSON of a value, with <c>&lt; &gt; &amp;</c> escaped the way Go does.</summary>
    public static byte[] Serialize<T>(T value) => Serialize(value, typeof(T));

    /// <summary>Parses a value.</summary>
    /// <exception cref="JsonException">The text is not JSON of that shape.</exception>
    public static T? Deserialize<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, TypeInfo<T>());

    /// <summary>How a type is read and written; source-generated, so that nothing depends on reflection.</summary>
    /// <exception cref="NotSupportedException">The type is neither the protocol's nor was it added.</exception>
    public static JsonTypeInfo TypeInfo(Type type) => Options.GetTypeInfo(type);

    /// <summary>How a type is read and written.</summary>
    /// <exception cref="NotSupportedException">The type is neither the protocol's nor was it added.</exception>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Makes the types of another assembly known, before the first of them is used.</summary>
    public static void Add(IJsonTypeInfoResolver types) => Types.Add(types);

    /// <summary>Collects what <paramref name="write"/> produces and escapes it the way Go does.</summary>
    internal static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = Options.Encoder, SkipValidation = true })) write(writer);
        return EscapeAsGo(buffer.WrittenSpan);
    }

    /// <summary>Outside of strings JSON has none of the three characters, so that they may be replaced without looking at the structure.</summary>
    private static byte[] EscapeAsGo(ReadOnlySpan<byte> json)
    {
        if (!json.ContainsAny(Escaped)) return json.ToArray();
        ArrayBufferWriter<byte> escaped = new(json.Length + 64);
        for (int next = json.IndexOfAny(Escaped); next >= 0; next = json.IndexOfAny(Escaped))
        {
            escaped.Write(json[..next]);
            escaped.Write(json[next] switch { (byte)'<' => "\\u003c"u8, (byte)'>' => "\\u003e"u8, _ => "\\u0026"u8 });
            json = json[(next + 1)..];
        }

        escaped.Write(json);
        return escaped.WrittenSpan.ToArray();
    }

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new()
        {
            PropertyNameCaseInsensitive = true,
            MaxDepth = 64,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = Types,
        };
        options.Converters.Add(new CidConverter());
        options.Converters.Add(new GoTimeConverter());
        options.Converters.Add(new NamedEnumConverter<PathType>((PathType.Sealing, "sealing"), (PathType.Storage, "storage")));
        options.Converters.Add(new NamedEnumConverter<AcquireMode>((AcquireMode.Move, "move"), (AcquireMode.Copy, "copy")));
        options.MakeReadOnly();
        return options;
    }
}
