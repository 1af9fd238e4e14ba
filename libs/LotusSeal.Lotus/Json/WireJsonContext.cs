using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Json;

/// <summary>
/// The types of parameters and results, without reflection. Parts of a listed type are found by the compiler; a type that is missing here fails at
/// its first use, and a test goes through every method.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AcquireMode))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(byte[][]))]
[JsonSerializable(typeof(CallError))]
[JsonSerializable(typeof(CallId))]
[JsonSerializable(typeof(Cid))]
[JsonSerializable(typeof(Dictionary<string, EmptyObject>))]
[JsonSerializable(typeof(Dictionary<string, int>))]
[JsonSerializable(typeof(Dictionary<string, SectorDeclaration[]>))]
[JsonSerializable(typeof(Dictionary<string, SectorLocation>))]
[JsonSerializable(typeof(Dictionary<string, V0WorkerStats>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, WorkerJob[]>))]
[JsonSerializable(typeof(Dictionary<string, WorkerStats>))]
[JsonSerializable(typeof(FsStat))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(NodeVersion))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(PathType))]
[JsonSerializable(typeof(PieceInfo[]))]
[JsonSerializable(typeof(PieceReaders.WireReader))]
[JsonSerializable(typeof(PoRepVanillaRequest))]
[JsonSerializable(typeof(PoStProof[]))]
[JsonSerializable(typeof(PostSectorChallenge[]))]
[JsonSerializable(typeof(ReplicaUpdateOut))]
[JsonSerializable(typeof(SectorCids))]
[JsonSerializable(typeof(SectorFileType))]
[JsonSerializable(typeof(SectorId))]
[JsonSerializable(typeof(SectorLocks))]
[JsonSerializable(typeof(SectorRef))]
[JsonSerializable(typeof(SectorStorageInfo[]))]
[JsonSerializable(typeof(SingleVanillaRequest))]
[JsonSerializable(typeof(V0HealthReport))]
[JsonSerializable(typeof(V0StorageInfo[]))]
[JsonSerializable(typeof(V0WorkerInfo))]
[JsonSerializable(typeof(StorageInfo[]))]
[JsonSerializable(typeof(StoragePath[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(uint))]
[JsonSerializable(typeof(ulong[]))]
[JsonSerializable(typeof(UnpaddedRange[]))]
[JsonSerializable(typeof(WindowPoStResult))]
[JsonSerializable(typeof(WorkerInfo))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
