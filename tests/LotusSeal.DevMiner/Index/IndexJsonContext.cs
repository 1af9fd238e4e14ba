using System.Text.Json.Serialization;

namespace LotusSeal.DevMiner.Index;

/// <summary>JSON of a saved index.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(MinerSectorIndex.State))]
internal sealed partial class IndexJsonContext : JsonSerializerContext;
