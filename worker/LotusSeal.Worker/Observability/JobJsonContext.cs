using System.Text.Json.Serialization;

namespace LotusSeal.Worker.Observability;

/// <summary>JSON of the lists of jobs, GPUs and storage paths; how names are written is its users' choice.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(GpuList))]
[JsonSerializable(typeof(StorageList))]
internal sealed partial class JobJsonContext : JsonSerializerContext;
