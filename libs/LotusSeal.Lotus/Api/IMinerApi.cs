using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Api;

/// <summary>The part of the miner's API that a worker calls (protocol spec 3.4), current generation.</summary>
public partial interface IMinerApi : ISectorIndex, IWorkerReturn
{
    [RpcMethod(Permission.Read)] Task<NodeVersion> VersionAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<string> ActorAddressAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<ulong> ActorSectorSizeAsync(string address, CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<Guid> SessionAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<string[]?> AuthVerifyAsync(string token, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task WorkerConnectAsync(string url, CancellationToken cancellationToken);
}

/// <summary>The storage index, kept by the miner (protocol spec 3.4, 5.4).</summary>
public partial interface ISectorIndex
{
    [RpcMethod(Permission.Admin)] Task StorageAttachAsync(StorageInfo info, FsStat stat, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageDetachAsync(string id, string url, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageReportHealthAsync(string id, HealthReport report, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, bool primary, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<SectorStorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, ulong sectorSize, bool allowFetch,
        CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin, OptionalParameters = 1)]
    Task<StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, ulong sectorSize,
        PathType pathType, ulong miner, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<Dictionary<string, SectorDeclaration[]>?> StorageListAsync(CancellationToken cancellationToken);
}

/// <summary>Results of tasks (protocol spec 3.4); the error is null on success, the value is the zero value on failure.</summary>
public partial interface IWorkerReturn
{
    [RpcMethod(Permission.Admin)] Task ReturnDataCidAsync(CallId call, PieceInfo piece, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnAddPieceAsync(CallId call, PieceInfo piece, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnSealPreCommit1Async(CallId call, byte[]? output, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnSealPreCommit2Async(CallId call, SectorCids cids, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnSealCommit1Async(CallId call, byte[]? output, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnSealCommit2Async(CallId call, byte[]? proof, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnFinalizeSectorAsync(CallId call, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnReleaseUnsealedAsync(CallId call, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task ReturnReplicaUpdateAsync(CallId call, ReplicaUpdateOut output, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task ReturnProveReplicaUpdate1Async(CallId call, byte[][]? proofs, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task ReturnProveReplicaUpdate2Async(CallId call, byte[]? proof, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnGenerateSectorKeyFromDataAsync(CallId call, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnFinalizeReplicaUpdateAsync(CallId call, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnMoveStorageAsync(CallId call, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnUnsealPieceAsync(CallId call, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnReadPieceAsync(CallId call, bool ok, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnDownloadSectorAsync(CallId call, CallError? error, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ReturnFetchAsync(CallId call, CallError? error, CancellationToken cancellationToken);
}
