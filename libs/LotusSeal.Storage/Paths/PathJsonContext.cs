using System.Text.Json.Serialization;

namespace LotusSeal.Storage;

/// <summary>JSON of storage paths: files that people write too, so names are read in any case.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, WriteIndented = true, IndentSize = 2, NewLine = "\n",
    PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(StorageConfig))]
[JsonSerializable(typeof(StorageDescriptor))]
internal sealed partial class PathJsonContext : JsonSerializerContext;
