using System.Text.Json.Serialization;

namespace LotusSeal.Worker.Observability;

/// <summary>JSON of the lists of jobs and GPUs; how names are written is its users' choice.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(GpuList))]
internal sealed partial class JobJsonContext : JsonSerializerContext;
