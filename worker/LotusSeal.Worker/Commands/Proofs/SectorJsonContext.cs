using System.Text.Json.Serialization;
using LotusSeal.Worker.Commands.Proofs.Post;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>The types of <see cref="SectorJson"/>.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ParametersReport))]
[JsonSerializable(typeof(ParameterState[]))]
[JsonSerializable(typeof(AggregatedSector[]))]
[JsonSerializable(typeof(AggregateReport))]
[JsonSerializable(typeof(ParentsReport))]
[JsonSerializable(typeof(PostChallengesReport))]
[JsonSerializable(typeof(PostProofReport))]
[JsonSerializable(typeof(ProofReport))]
[JsonSerializable(typeof(SectorReport))]
[JsonSerializable(typeof(OfflineSectorState))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(OfflineUpdateState))]
[JsonSerializable(typeof(UpdateReport))]
[JsonSerializable(typeof(byte[][]))]
internal sealed partial class SectorJsonContext : JsonSerializerContext;
