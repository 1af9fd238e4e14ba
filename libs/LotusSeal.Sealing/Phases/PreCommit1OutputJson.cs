using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Phases;

/// <summary>The JSON of a PreCommit1 output, as it travels through Lotus (porep.md 6.1).</summary>
public static class PreCommit1OutputJson
{
    /// <summary>Bytes beyond which a text is refused unread.</summary>
    public const int MaxSize = 1 << 20;

    private const string Randomness = "_lotus_SealRandomness";
    private const int MaxDepth = 16;
    private static readonly JsonWriterOptions GoEscapes = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Compact UTF-8 in the reference's member order.</summary>
    /// <exception cref="SealingException">The shape has no registered proof and so no name.</exception>
    public static byte[] ToJson(PreCommit1Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        PoRepConfig config = output.Config;
        if (config.RegisteredProof is not { } proof) throw new SealingException("A PreCommit1 output needs a registered proof.");
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, GoEscapes))
        {
            writer.WriteStartObject();
            writer.WriteString("registered_proof", proof.ToString());
            writer.WriteStartObject("labels");
            writer.WriteStartObject(RegisteredProofNames.ShapeName(proof));
            writer.WriteStartArray("labels");
            for (int layer = 1; layer <= config.Layers; layer++)
                WriteStore(writer, output.CacheDirectory, SectorFileNames.LayerId(layer), config.Nodes);
            writer.WriteEndArray();
            writer.WriteNull("_h");
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WritePropertyName("config");
            WriteStore(writer, output.CacheDirectory, SectorFileNames.TreeDId, 2 * config.Nodes - 1);
            writer.WriteStartArray("comm_d");
            foreach (byte value in output.CommD.Span) writer.WriteNumberValue(value);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an output; unknown members are ignored, paths are taken from the tree-d store.</summary>
    /// <exception cref="SealingException">Names the member that is missing or wrong.</exception>
    public static PreCommit1Output Parse(ReadOnlyMemory<byte> json) => Read(json, ReadOutput);

    /// <summary>Adds the ticket as Lotus does: <c>_lotus_SealRandomness</c> in base64, and the members sorted on every level.</summary>
    /// <exception cref="SealingException">The text is no JSON object.</exception>
    public static byte[] AddSealRandomness(ReadOnlyMemory<byte> json, SealTicket ticket) => Read(json, root =>
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, GoEscapes))
        {
            IEnumerable<JsonProperty> members = root.EnumerateObject().Where(member => member.Name != Randomness);
            WriteSorted(writer, members, ticket);
        }
        return buffer.WrittenSpan.ToArray();
    });

    /// <summary>The ticket that <see cref="AddSealRandomness"/> added; null when there is none.</summary>
    /// <exception cref="SealingException">The member is there but is not 32 bytes in base64.</exception>
    public static SealTicket? ReadSealRandomness(ReadOnlyMemory<byte> json) => Read<SealTicket?>(json, root =>
    {
        if (!root.TryGetProperty(Randomness, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out byte[]? ticket) || ticket.Length != Digest.Size)
            throw Wrong(Randomness, "32 bytes in base64");
        return new SealTicket(new Digest(ticket));
    });

    private static TResult Read<TResult>(ReadOnlyMemory<byte> json, Func<JsonElement, TResult> read)
    {
        using JsonDocument document = Open(json);
        try
        {
            return read(document.RootElement);
        }
        catch (InvalidOperationException exception)
        {
            // Texts are looked at only when they are read; half a surrogate pair or wrong UTF-8 is found then.
            throw new SealingException($"The PreCommit1 output is not JSON: {exception.Message}", exception);
        }
    }

    private static PreCommit1Output ReadOutput(JsonElement root)
    {
        PoRepConfig config = PoRepConfig.ForProof(RegisteredProofNames.Parse(Text(Member(root, "registered_proof"), "registered_proof")));
        string shape = RegisteredProofNames.ShapeName(config.RegisteredProof!.Value);
        JsonElement labels = Member(Member(Member(root, "labels"), shape, "labels."), "labels", $"labels.{shape}.");
        if (labels.ValueKind != JsonValueKind.Array || labels.GetArrayLength() != config.Layers)
            throw Wrong($"labels.{shape}.labels", $"an array of {config.Layers} stores");
        int layer = 0;
        foreach (JsonElement store in labels.EnumerateArray())
        {
            layer++;
            CheckStore(store, $"labels.{shape}.labels[{layer - 1}]", SectorFileNames.LayerId(layer), config.Nodes);
        }
        string path = CheckStore(Member(root, "config"), "config", SectorFileNames.TreeDId, 2 * config.Nodes - 1);
        return new PreCommit1Output(config, path, new CommD(ReadDigest(Member(root, "comm_d"), "comm_d")));
    }

    private static JsonDocument Open(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxSize) throw new SealingException($"The PreCommit1 output has {json.Length} bytes; at most {MaxSize} are read.");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException exception)
        {
            throw new SealingException($"The PreCommit1 output is not JSON: {exception.Message}", exception);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw new SealingException("The PreCommit1 output is not a JSON object.");
    }

    private static void WriteStore(Utf8JsonWriter writer, string path, string id, ulong size)
    {
        writer.WriteStartObject();
        writer.WriteString("path", path);
        writer.WriteString("id", id);
        writer.WriteNumber("size", size);
        writer.WriteNumber("rows_to_discard", 0);
        writer.WriteEndObject();
    }

    private static void WriteSorted(Utf8JsonWriter writer, IEnumerable<JsonProperty> members, SealTicket? ticket)
    {
        List<(string Name, JsonElement? Value)> all = [.. members.Select(member => (member.Name, (JsonElement?)member.Value))];
        if (ticket is not null) all.Add((Randomness, null));
        writer.WriteStartObject();
        foreach ((string name, JsonElement? value) in all.OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            if (value is { } element) WriteSorted(writer, element);
            else writer.WriteBase64StringValue(ticket!.Value.Span);
        }
        writer.WriteEndObject();
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            WriteSorted(writer, element.EnumerateObject(), null);
            return;
        }
        if (element.ValueKind != JsonValueKind.Array)
        {
            element.WriteTo(writer);
            return;
        }
        writer.WriteStartArray();
        foreach (JsonElement item in element.EnumerateArray()) WriteSorted(writer, item);
        writer.WriteEndArray();
    }

    private static string CheckStore(JsonElement store, string field, string id, ulong size)
    {
        if (Text(Member(store, "id", field + "."), field + ".id") != id) throw Wrong(field + ".id", $"\"{id}\"");
        JsonElement actual = Member(store, "size", field + ".");
        if (actual.ValueKind != JsonValueKind.Number || !actual.TryGetUInt64(out ulong value) || value != size)
            throw Wrong(field + ".size", $"{size}");
        return Text(Member(store, "path", field + "."), field + ".path");
    }

    private static Digest ReadDigest(JsonElement element, string field)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != Digest.Size) throw Wrong(field, "an array of 32 bytes");
        Span<byte> bytes = stackalloc byte[Digest.Size];
        int i = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetByte(out bytes[i++])) throw Wrong(field, "an array of 32 bytes");
        }
        return new Digest(bytes);
    }

    private static JsonElement Member(JsonElement parent, string name, string prefix = "") =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value)
            ? value
            : throw new SealingException($"The PreCommit1 output lacks {prefix}{name}.");

    private static string Text(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong(field, "a string");

    private static SealingException Wrong(string field, string expected) =>
        new($"The PreCommit1 output's {field} is not {expected}.");
}
