using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Api;

/// <summary>
/// What a worker serves (protocol spec 3.6), current generation. Tasks answer with a call id at once and end with a Return on the miner.
/// </summary>
public partial interface IWorkerApi : IWorkerStatusApi, IWorkerControlApi
{
    [RpcMethod(Permission.Admin)] Task<Guid> SessionAsync(CancellationToken cancellationToken);

    [RpcMethod(Permission.Admin)] Task<CallId> DataCidAsync(ulong unpaddedSize, PieceReader data, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<CallId> AddPieceAsync(SectorRef sector, ulong[]? existingUnpaddedSizes, ulong unpaddedSize, PieceReader data,
        CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<CallId> SealPreCommit1Async(SectorRef sector, byte[]? ticket, PieceInfo[]? pieces, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<CallId> SealPreCommit2Async(SectorRef sector, byte[]? preCommit1Output, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<CallId> SealCommit1Async(SectorRef sector, byte[]? ticket, byte[]? seed, PieceInfo[]? pieces, SectorCids cids,
        CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<CallId> SealCommit2Async(SectorRef sector, byte[]? commit1Output, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<CallId> FinalizeSectorAsync(SectorRef sector, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<CallId> ReleaseUnsealedAsync(SectorRef sector, UnpaddedRange[]? keep, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<CallId> ReplicaUpdateAsync(SectorRef sector, PieceInfo[]? pieces, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<CallId> ProveReplicaUpdate1Async(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<CallId> ProveReplicaUpdate2Async(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed, byte[][]? vanillaProofs,
        CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<CallId> FinalizeReplicaUpdateAsync(SectorRef sector, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<CallId> GenerateSectorKeyFromDataAsync(SectorRef sector, Cid? commD, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<CallId> MoveStorageAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<CallId> UnsealPieceAsync(SectorRef sector, ulong unpaddedOffset, ulong unpaddedSize, byte[]? ticket, Cid? commD,
        CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<CallId> FetchAsync(SectorRef sector, SectorFileType types, PathType pathType, AcquireMode mode, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<CallId> DownloadSectorDataAsync(SectorRef sector, bool finalized, Dictionary<string, SectorLocation>? sources,
        CancellationToken cancellationToken);

    [RpcMethod(Permission.Admin)]
    Task<PoStProof[]?> GenerateWinningPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, byte[]? randomness,
        CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<WindowPoStResult> GenerateWindowPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, int partition, byte[]? randomness,
        CancellationToken cancellationToken);

    [RpcMethod(Permission.Admin)] Task RemoveAsync(SectorId sector, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<Dictionary<string, string>?> StorageLocalAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageAddLocalAsync(string path, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageDetachLocalAsync(string path, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageRedeclareLocalAsync(string? id, bool dropMissing, CancellationToken cancellationToken);
}
