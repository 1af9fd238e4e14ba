using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>A worker that can do nothing; others override what they can do.</summary>
public abstract class UnsupportedWorkerApi : IWorkerApi
{
    /// <inheritdoc/>
    public virtual Task<uint> VersionAsync(CancellationToken cancellationToken) =>
        Refuse<uint>();

    /// <inheritdoc/>
    public virtual Task<Guid> SessionAsync(CancellationToken cancellationToken) =>
        Refuse<Guid>();

    /// <inheritdoc/>
    public virtual Task<Guid> ProcessSessionAsync(CancellationToken cancellationToken) =>
        Refuse<Guid>();

    /// <inheritdoc/>
    public virtual Task<WorkerInfo> InfoAsync(CancellationToken cancellationToken) =>
        Refuse<WorkerInfo>();

    /// <inheritdoc/>
    public virtual Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
        Refuse<Dictionary<string, EmptyObject>?>();

    /// <inheritdoc/>
    public virtual Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken) =>
        Refuse<StoragePath[]?>();

    /// <inheritdoc/>
    public virtual Task<CallId> DataCidAsync(ulong unpaddedSize, PieceReader data, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> AddPieceAsync(SectorRef sector, ulong[]? existingUnpaddedSizes, ulong unpaddedSize, PieceReader data,
        CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> SealPreCommit1Async(SectorRef sector, byte[]? ticket, PieceInfo[]? pieces, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> SealPreCommit2Async(SectorRef sector, byte[]? preCommit1Output, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> SealCommit1Async(SectorRef sector, byte[]? ticket, byte[]? seed, PieceInfo[]? pieces, SectorCids cids,
        CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> SealCommit2Async(SectorRef sector, byte[]? commit1Output, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> FinalizeSectorAsync(SectorRef sector, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> ReleaseUnsealedAsync(SectorRef sector, UnpaddedRange[]? keep, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> ReplicaUpdateAsync(SectorRef sector, PieceInfo[]? pieces, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> ProveReplicaUpdate1Async(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed,
        CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> ProveReplicaUpdate2Async(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed, byte[][]? vanillaProofs,
        CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> FinalizeReplicaUpdateAsync(SectorRef sector, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> GenerateSectorKeyFromDataAsync(SectorRef sector, Cid? commD, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> MoveStorageAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> UnsealPieceAsync(SectorRef sector, ulong unpaddedOffset, ulong unpaddedSize, byte[]? ticket, Cid? commD,
        CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> FetchAsync(SectorRef sector, SectorFileType types, PathType pathType, AcquireMode mode,
        CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<CallId> DownloadSectorDataAsync(SectorRef sector, bool finalized, Dictionary<string, SectorLocation>? sources,
        CancellationToken cancellationToken) =>
        Refuse<CallId>();

    /// <inheritdoc/>
    public virtual Task<PoStProof[]?> GenerateWinningPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, byte[]? randomness,
        CancellationToken cancellationToken) =>
        Refuse<PoStProof[]?>();

    /// <inheritdoc/>
    public virtual Task<WindowPoStResult> GenerateWindowPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, int partition,
        byte[]? randomness, CancellationToken cancellationToken) =>
        Refuse<WindowPoStResult>();

    /// <inheritdoc/>
    public virtual Task TaskEnableAsync(string task, CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task TaskDisableAsync(string task, CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task RemoveAsync(SectorId sector, CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task<Dictionary<string, string>?> StorageLocalAsync(CancellationToken cancellationToken) =>
        Refuse<Dictionary<string, string>?>();

    /// <inheritdoc/>
    public virtual Task StorageAddLocalAsync(string path, CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task StorageDetachLocalAsync(string path, CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task StorageDetachAllAsync(CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task StorageRedeclareLocalAsync(string? id, bool dropMissing, CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task SetEnabledAsync(bool enabled, CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task<bool> EnabledAsync(CancellationToken cancellationToken) =>
        Refuse<bool>();

    /// <inheritdoc/>
    public virtual Task WaitQuietAsync(CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task JobCancelAsync(CallId call, CancellationToken cancellationToken) =>
        Refuse<object>();

    /// <inheritdoc/>
    public virtual Task ShutdownAsync(CancellationToken cancellationToken) =>
        Refuse<object>();

    private static Task<T> Refuse<T>([System.Runtime.CompilerServices.CallerMemberName] string method = "") =>
        Task.FromException<T>(new RpcException($"{method[..^"Async".Length]} is not supported by this worker"));
}
