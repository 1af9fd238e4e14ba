using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Lotus.Api;

/// <summary>What the commands of a worker change (protocol spec 1.4, 3.6): served beside either generation, and while the miner is away.</summary>
public partial interface IWorkerControlApi
{
    [RpcMethod(Permission.Admin)] Task<Guid> ProcessSessionAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task TaskEnableAsync(string task, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task TaskDisableAsync(string task, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task StorageDetachAllAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task SetEnabledAsync(bool enabled, CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task<bool> EnabledAsync(CancellationToken cancellationToken);
    [RpcMethod(Permission.Admin)] Task WaitQuietAsync(CancellationToken cancellationToken);

    /// <summary>Ends an open call: it is returned to the miner as a failure. No method of Lotus.</summary>
    [RpcMethod(Permission.Admin)] Task JobCancelAsync(CallId call, CancellationToken cancellationToken);

    [RpcMethod(Permission.Admin)] Task ShutdownAsync(CancellationToken cancellationToken);
}
