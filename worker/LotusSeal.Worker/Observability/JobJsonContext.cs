using System.Text.Json.Serialization;

namespace LotusSeal.Worker.Observability;

/// <summary>JSON of the list of jobs; how names are written is its users' choice.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JobList))]
internal sealed partial class JobJsonContext : JsonSerializerContext;
