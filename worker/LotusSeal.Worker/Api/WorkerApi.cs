using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Api;

/// <summary>What the worker serves (protocol spec 3.6). Tasks outlive the request that starts them, so they never get its token.</summary>
internal sealed class WorkerApi(
    WorkerSession session, TaskTypeSet tasks, WorkerInfoSource info, TaskRunner runner, StorageControl storage, WorkerShutdown shutdown) : IWorkerApi
{
    /// <summary>Worker API 1.7.0 (protocol spec 8.1).</summary>
    public const uint ApiVersion = 0x010700;

    public Task<uint> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(ApiVersion);

    public Task<Guid> SessionAsync(CancellationToken cancellationToken) => Task.FromResult(session.Heartbeat());

    public Task<Guid> ProcessSessionAsync(CancellationToken cancellationToken) => Task.FromResult(session.ProcessId());

    public Task<WorkerInfo> InfoAsync(CancellationToken cancellationToken) => Task.FromResult(info.Read());

    public Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, EmptyObject>?>(tasks.ToWire());

    public Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken) => Task.FromResult<StoragePath[]?>(storage.Paths());

    public Task<CallId> DataCidAsync(ulong unpaddedSize, PieceReader data, CancellationToken cancellationToken) =>
        SubmitAsync(new DataCidTask(unpaddedSize, data));

    public Task<CallId> AddPieceAsync(SectorRef sector, ulong[]? existingUnpaddedSizes, ulong unpaddedSize, PieceReader data,
        CancellationToken cancellationToken) =>
        SubmitAsync(new AddPieceTask(sector, existingUnpaddedSizes, unpaddedSize, data));

    public Task<CallId> SealPreCommit1Async(SectorRef sector, byte[]? ticket, PieceInfo[]? pieces, CancellationToken cancellationToken) =>
        SubmitAsync(new PreCommit1Task(sector, ticket, pieces));

    public Task<CallId> SealPreCommit2Async(SectorRef sector, byte[]? preCommit1Output, CancellationToken cancellationToken) =>
        SubmitAsync(new PreCommit2Task(sector, preCommit1Output));

    public Task<CallId> SealCommit1Async(SectorRef sector, byte[]? ticket, byte[]? seed, PieceInfo[]? pieces, SectorCids cids,
        CancellationToken cancellationToken) =>
        SubmitAsync(new Commit1Task(sector, ticket, seed, pieces, cids));

    public Task<CallId> SealCommit2Async(SectorRef sector, byte[]? commit1Output, CancellationToken cancellationToken) =>
        throw SupportedTasks.Missing(TaskTypes.Commit2, "the Groth16 prover");

    public Task<CallId> FinalizeSectorAsync(SectorRef sector, CancellationToken cancellationToken) => SubmitAsync(new FinalizeSectorTask(sector));

    public Task<CallId> ReleaseUnsealedAsync(SectorRef sector, UnpaddedRange[]? keep, CancellationToken cancellationToken) =>
        SubmitAsync(new ReleaseUnsealedTask(sector, keep));

    public Task<CallId> ReplicaUpdateAsync(SectorRef sector, PieceInfo[]? pieces, CancellationToken cancellationToken) =>
        throw SupportedTasks.Missing(TaskTypes.ReplicaUpdate, "the replica update");

    public Task<CallId> ProveReplicaUpdate1Async(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed,
        CancellationToken cancellationToken) =>
        throw SupportedTasks.Missing(TaskTypes.ProveReplicaUpdate1, "the vanilla proof of a replica update");

    public Task<CallId> ProveReplicaUpdate2Async(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed, byte[][]? vanillaProofs,
        CancellationToken cancellationToken) =>
        throw SupportedTasks.Missing(TaskTypes.ProveReplicaUpdate2, "the Groth16 prover");

    public Task<CallId> FinalizeReplicaUpdateAsync(SectorRef sector, CancellationToken cancellationToken) =>
        throw SupportedTasks.Missing(TaskTypes.FinalizeReplicaUpdate, "finalizing a replica update");

    public Task<CallId> GenerateSectorKeyFromDataAsync(SectorRef sector, Cid? commD, CancellationToken cancellationToken) =>
        throw SupportedTasks.Missing(TaskTypes.RegenSectorKey, "regenerating a sector key");

    public Task<CallId> MoveStorageAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken) =>
        SubmitAsync(new MoveStorageTask(sector, types));

    public Task<CallId> UnsealPieceAsync(SectorRef sector, ulong unpaddedOffset, ulong unpaddedSize, byte[]? ticket, Cid? commD,
        CancellationToken cancellationToken) =>
        SubmitAsync(new UnsealPieceTask(sector, unpaddedOffset, unpaddedSize, ticket, commD));

    public Task<CallId> FetchAsync(SectorRef sector, SectorFileType types, PathType pathType, AcquireMode mode,
        CancellationToken cancellationToken) =>
        SubmitAsync(new FetchTask(sector, types, pathType, mode));

    public Task<CallId> DownloadSectorDataAsync(SectorRef sector, bool finalized, Dictionary<string, SectorLocation>? sources,
        CancellationToken cancellationToken) =>
        SubmitAsync(new DownloadSectorTask(sector, finalized, sources));

    public Task<PoStProof[]?> GenerateWinningPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, byte[]? randomness,
        CancellationToken cancellationToken) =>
        throw SupportedTasks.Missing(TaskTypes.WinningPoSt, "the proof of spacetime");

    public Task<WindowPoStResult> GenerateWindowPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, int partition,
        byte[]? randomness, CancellationToken cancellationToken) =>
        throw SupportedTasks.Missing(TaskTypes.WindowPoSt, "the proof of spacetime");

    public Task TaskEnableAsync(string task, CancellationToken cancellationToken)
    {
        if (TaskTypes.All.Contains(task) && !SupportedTasks.Contains(task)) throw SupportedTasks.Missing(task, "the task");
        tasks.Enable(task);
        return Task.CompletedTask;
    }

    public Task TaskDisableAsync(string task, CancellationToken cancellationToken)
    {
        tasks.Disable(task);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(SectorId sector, CancellationToken cancellationToken) => storage.RemoveSectorAsync(sector, cancellationToken);

    public Task<Dictionary<string, string>?> StorageLocalAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, string>?>(storage.Paths().ToDictionary(path => path.Id, path => path.LocalPath));

    public Task StorageAddLocalAsync(string path, CancellationToken cancellationToken) => storage.AddAsync(path, cancellationToken);

    public Task StorageDetachLocalAsync(string path, CancellationToken cancellationToken) => storage.DetachAsync(path, cancellationToken);

    public Task StorageDetachAllAsync(CancellationToken cancellationToken) => storage.DetachAllAsync(cancellationToken);

    public Task StorageRedeclareLocalAsync(string? id, bool dropMissing, CancellationToken cancellationToken) =>
        storage.RedeclareAsync(id, dropMissing, cancellationToken);

    public Task SetEnabledAsync(bool enabled, CancellationToken cancellationToken)
    {
        session.Enabled = enabled;
        return Task.CompletedTask;
    }

    public Task<bool> EnabledAsync(CancellationToken cancellationToken) => Task.FromResult(session.Enabled);

    public Task WaitQuietAsync(CancellationToken cancellationToken) => runner.WaitQuietAsync(cancellationToken);

    public Task ShutdownAsync(CancellationToken cancellationToken)
    {
        // The miner may ask right behind the answer, and must see the zero session then.
        session.Close();
        shutdown.Request();
        return Task.CompletedTask;
    }

    private async Task<CallId> SubmitAsync(SealTask task) => await runner.SubmitAsync(task);
}
