using System.Text.Json.Nodes;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Api;

/// <summary>Miner methods for people, commands and operators, not called by a worker's tasks (protocol spec 3.5).</summary>
public partial interface IMinerAdminApi
{
    [RpcMethod(Permission.Admin)] Task<byte[]> AuthNewAsync(string[] permissions, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<Dictionary<string, WorkerStats>?> WorkerStatsAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<Dictionary<string, WorkerJob[]>?> WorkerJobsAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task SealingAbortAsync(CallId call, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<JsonNode> SealingSchedDiagAsync(bool doSched, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<SectorLocks> StorageGetLocksAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<Dictionary<string, string>?> StorageLocalAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<FsStat> StorageStatAsync(string id, CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<ulong[]?> SectorsListAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<Dictionary<string, int>?> SectorsSummaryAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Read)] Task<JsonNode> SectorsStatusAsync(ulong sector, bool showOnChain, CancellationToken cancellationToken);
    [RpcMethod(Permission.Write)] Task<SectorId> PledgeSectorAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<PieceInfo> ComputeDataCidAsync(ulong unpaddedSize, PieceReader data, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task ShutdownAsync(CancellationToken cancellationToken);
}
