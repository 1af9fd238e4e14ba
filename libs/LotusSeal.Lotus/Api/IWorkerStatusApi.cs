using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Lotus.Api;

/// <summary>What a worker of the current generation tells of itself (protocol spec 3.6), also before it has found its miner.</summary>
public partial interface IWorkerStatusApi
{
    [RpcMethod(Permission.Admin)] Task<uint> VersionAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<WorkerInfo> InfoAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken);
}
