using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Api;

/// <summary>What a worker tells its own commands while it waits for its miner and starts: no paths are open yet.</summary>
/// <param name="tasks">What will be offered.</param>
/// <param name="info">Name and resources.</param>
internal sealed class WaitingStatus(TaskTypeSet tasks, WorkerInfoSource info) : IWorkerStatusApi
{
    public Task<uint> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(WorkerApi.ApiVersion);

    public Task<WorkerInfo> InfoAsync(CancellationToken cancellationToken) => Task.FromResult(info.Read());

    public Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, EmptyObject>?>(tasks.ToWire());

    public Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken) => Task.FromResult<StoragePath[]?>([]);
}
