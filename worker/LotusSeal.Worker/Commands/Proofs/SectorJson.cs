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
            new HexConverter<Digest>(value => value, digest => digest),
            new HexConverter<SealTicket>(ticket => ticket.Value, value => new SealTicket(value)),
            new HexConverter<InteractiveSeed>(seed => seed.Value, value => new InteractiveSeed(value)),
            new HexConverter<CommD>(commD => commD.Value, value => new CommD(value)),
            new HexConverter<CommR>(commR => commR.Value, value => new CommR(value)),
            new JsonStringEnumConverter<RegisteredSealProof>(), new JsonStringEnumConverter<ApiVersion>(),
            new JsonStringEnumConverter<PoRepFeature>(),
        },
    });

    private sealed class HexConverter<T>(Func<T, Digest> unwrap, Func<Digest, T> wrap) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return wrap(Digest.FromHex(reader.GetString() ?? ""));
            }
            catch (FormatException e)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(unwrap(value).ToString());
    }
}
