using System.Text.Json.Serialization;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>JSON that transfers send and keep.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FileDigest[]))]
[JsonSerializable(typeof(FsStat))]
[JsonSerializable(typeof(ResumeRecord))]
internal sealed partial class TransferJsonContext : JsonSerializerContext;
