using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Api;

/// <summary>
/// The miner's API of v0.3.0 as a worker calls it (protocol spec 1.12, 2.8, 3.4): sectors without proof type, no sessions, no Returns.
/// </summary>
public partial interface IV0MinerApi
{
    [RpcMethod(Permission.Read)] Task<NodeVersion> VersionAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<string> ActorAddressAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<ulong> ActorSectorSizeAsync(string address, CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<string[]?> AuthVerifyAsync(string token, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task WorkerConnectAsync(string url, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageAttachAsync(V0StorageInfo info, V0FsStat stat, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<V0StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageReportHealthAsync(string id, V0HealthReport report, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<V0StorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, bool allowFetch, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<V0StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, int registeredProof, bool sealing, CancellationToken cancellationToken);
}

/// <summary>Miner methods of v0.3.0 for commands.</summary>
public partial interface IV0MinerAdminApi
{
    [RpcMethod(Permission.Admin)] Task<Dictionary<string, V0WorkerStats>?> WorkerStatsAsync(CancellationToken cancellationToken);
}

/// <summary>What a v0.3.0 worker serves: the answer carries the result (protocol spec 3.6).</summary>
public partial interface IV0WorkerApi
{
    [RpcMethod(Permission.Admin)] Task<uint> VersionAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<V0WorkerInfo> InfoAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<byte[]> SealPreCommit1Async(SectorId sector, byte[]? ticket, PieceInfo[]? pieces, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<SectorCids> SealPreCommit2Async(SectorId sector, byte[]? preCommit1Output, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)]
    Task<byte[]> SealCommit1Async(SectorId sector, byte[]? ticket, byte[]? seed, PieceInfo[]? pieces, SectorCids cids,
        CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<byte[]> SealCommit2Async(SectorId sector, byte[]? commit1Output, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task FinalizeSectorAsync(SectorId sector, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task FetchAsync(SectorId sector, SectorFileType types, bool sealing, CancellationToken cancellationToken);

    /// <summary>A channel that never carries a value; its end tells the miner that the worker is gone (protocol spec 2.5, 4.8).</summary>
    [RpcMethod(Permission.Admin)] IAsyncEnumerable<EmptyObject> ClosingAsync(CancellationToken cancellationToken);
}
