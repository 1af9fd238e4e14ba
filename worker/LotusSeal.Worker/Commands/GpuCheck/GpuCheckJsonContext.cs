using System.Text.Json.Serialization;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>The types of the report.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<GpuCheckReport>))]
internal sealed partial class GpuCheckJsonContext : JsonSerializerContext;
