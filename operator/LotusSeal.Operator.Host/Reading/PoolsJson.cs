using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>The JSON of <c>GET /pools</c>. The usual encoder: what is markup to a browser is escaped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PoolSight))]
internal sealed partial class PoolsJson : JsonSerializerContext;
