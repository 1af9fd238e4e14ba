using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Api;

/// <summary>What the worker serves (protocol spec 3.6). Tasks outlive the request that starts them, so they never get its token.</summary>
internal sealed class WorkerApi(WorkerParts parts, WorkerSession session, WorkerControl control) : IWorkerApi
{
    /// <summary>Worker API 1.7.0 (protocol spec 8.1).</summary>
    public const uint ApiVersion = 0x010700;

    public Task<uint> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(ApiVersion);

    public Task<Guid> SessionAsync(CancellationToken cancellationToken) => Task.FromResult(session.Heartbeat());

    public Task<Guid> ProcessSessionAsync(CancellationToken cancellationToken) => control.ProcessSessionAsync(cancellationToken);

    public Task<WorkerInfo> InfoAsync(CancellationToken cancellationToken) => Task.FromResult(parts.Info.Read());

    public Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, EmptyObject>?>(parts.Tasks.ToWire());

    public Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken) => Task.FromResult<StoragePath[]?>(parts.Storage.Paths());

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
        SubmitAsync(new Commit2Task(sector, commit1Output));

    public Task<CallId> FinalizeSectorAsync(SectorRef sector, CancellationToken cancellationToken) => SubmitAsync(new FinalizeSectorTask(sector));

    public Task<CallId> ReleaseUnsealedAsync(SectorRef sector, UnpaddedRange[]? keep, CancellationToken cancellationToken) =>
        SubmitAsync(new ReleaseUnsealedTask(sector, keep));

    public Task<CallId> ReplicaUpdateAsync(SectorRef sector, PieceInfo[]? pieces, CancellationToken cancellationToken) =>
        SubmitAsync(new ReplicaUpdateTask(sector, pieces));

    public Task<CallId> ProveReplicaUpdate1Async(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed,
        CancellationToken cancellationToken) =>
        SubmitAsync(new ProveReplicaUpdate1Task(sector, sectorKey, newSealed, newUnsealed));

    public Task<CallId> ProveReplicaUpdate2Async(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed, byte[][]? vanillaProofs,
        CancellationToken cancellationToken) =>
        SubmitAsync(new ProveReplicaUpdate2Task(sector, sectorKey, newSealed, newUnsealed, vanillaProofs));

    public Task<CallId> FinalizeReplicaUpdateAsync(SectorRef sector, CancellationToken cancellationToken) =>
        SubmitAsync(new FinalizeReplicaUpdateTask(sector));

    public Task<CallId> GenerateSectorKeyFromDataAsync(SectorRef sector, Cid? commD, CancellationToken cancellationToken) =>
        SubmitAsync(new GenerateSectorKeyTask(sector, commD));

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

    public async Task<PoStProof[]?> GenerateWinningPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, byte[]? randomness,
        CancellationToken cancellationToken) =>
        await parts.AnswerAsync(new WinningPostTask(new PostCall(postProof, miner, challenges, randomness)), cancellationToken);

    public Task<WindowPoStResult> GenerateWindowPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, int partition,
        byte[]? randomness, CancellationToken cancellationToken) =>
        parts.AnswerAsync(new WindowPostTask(new PostCall(postProof, miner, challenges, randomness), partition), cancellationToken);

    public Task TaskEnableAsync(string task, CancellationToken cancellationToken) => control.TaskEnableAsync(task, cancellationToken);

    public Task TaskDisableAsync(string task, CancellationToken cancellationToken) => control.TaskDisableAsync(task, cancellationToken);

    public Task RemoveAsync(SectorId sector, CancellationToken cancellationToken) => parts.Storage.RemoveSectorAsync(sector, cancellationToken);

    public Task<Dictionary<string, string>?> StorageLocalAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, string>?>(parts.Storage.Paths().ToDictionary(path => path.Id, path => path.LocalPath));

    public Task StorageAddLocalAsync(string path, CancellationToken cancellationToken) => parts.Storage.AddAsync(path, cancellationToken);

    public Task StorageDetachLocalAsync(string path, CancellationToken cancellationToken) => parts.Storage.DetachAsync(path, cancellationToken);

    public Task StorageDetachAllAsync(CancellationToken cancellationToken) => control.StorageDetachAllAsync(cancellationToken);

    public Task StorageRedeclareLocalAsync(string? id, bool dropMissing, CancellationToken cancellationToken) =>
        parts.Storage.RedeclareAsync(id, dropMissing, cancellationToken);

    public Task SetEnabledAsync(bool enabled, CancellationToken cancellationToken) => control.SetEnabledAsync(enabled, cancellationToken);

    public Task<bool> EnabledAsync(CancellationToken cancellationToken) => control.EnabledAsync(cancellationToken);

    public Task WaitQuietAsync(CancellationToken cancellationToken) => control.WaitQuietAsync(cancellationToken);

    public Task JobCancelAsync(CallId call, CancellationToken cancellationToken) => control.JobCancelAsync(call, cancellationToken);

    public Task ShutdownAsync(CancellationToken cancellationToken) => control.ShutdownAsync(cancellationToken);

    private async Task<CallId> SubmitAsync(SealTask task)
    {
        parts.Tasks.Require(task.Definition.Name);
        return await parts.Runner.SubmitAsync(task);
    }
}
