using System.Text.Json;
using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>The JSON of <see cref="V1Alpha1SealWorker"/>, as it goes to the API server and comes from it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(V1Alpha1SealWorker))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class SealWorkerJson : JsonSerializerContext;
