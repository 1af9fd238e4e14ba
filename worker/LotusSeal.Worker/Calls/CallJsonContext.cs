using System.Text.Json.Serialization;

namespace LotusSeal.Worker.Calls;

/// <summary>JSON of stored results, added to the protocol's types.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CallResult))]
internal sealed partial class CallJsonContext : JsonSerializerContext;
