using System.Text.Json;
using System.Text.Json.Serialization;
using LotusSeal.Primitives;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>JSON of the offline commands: snake_case names, digests as hexadecimal, enumerations by name.</summary>
internal static class SectorJson
{
    /// <summary>For reading and writing.</summary>
    public static SectorJsonContext Types { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        Converters =
        {
            new DigestConverter(), new JsonStringEnumConverter<RegisteredSealProof>(), new JsonStringEnumConverter<ApiVersion>(),
            new JsonStringEnumConverter<PoRepFeature>(),
        },
    });

    private sealed class DigestConverter : JsonConverter<Digest>
    {
        public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Digest.FromHex(reader.GetString() ?? "");
            }
            catch (FormatException e)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
