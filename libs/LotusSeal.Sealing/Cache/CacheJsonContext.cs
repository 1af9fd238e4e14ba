using System.Text.Json.Serialization;

namespace LotusSeal.Sealing.Cache;

/// <summary>JSON of the cache folder's own files.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(LayerCheckpoint))]
internal sealed partial class CacheJsonContext : JsonSerializerContext;
