using System.Text;
using LotusSeal.DevMiner.Calls;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>
/// The operations on a sector's files: which lock, which selector, what to fetch first, which call (the table of protocol spec 4.3).
/// </summary>
internal sealed class SealingOperations(Scheduler scheduler, CallTracker calls, ISectorIndex index, SectorLockTable locks, ILogger logger)
    : ISealingSteps
{
    private const SectorFileType Unsealed = SectorFileType.Unsealed, Sealed = SectorFileType.Sealed, Cache = SectorFileType.Cache,
        Update = SectorFileType.Update, UpdateCache = SectorFileType.UpdateCache;

    /// <summary>Priority of sectors with pieces.</summary>
    public const int DealPriority = 1024;

    /// <summary>Commitment of data without storing it.</summary>
    public async Task<PieceInfo> DataCidAsync(RegisteredSealProof proof, ulong unpaddedSize, PieceReader data, CancellationToken cancellationToken)
    {
        SectorRef none = new(default, proof);
        ReturnedResult? result = null;
        await scheduler.ScheduleAsync(new SchedRequest(none, TaskTypes.DataCid, 0, new TaskSelector(), null, async (worker, stop) =>
            result = await worker.CallAsync(none, TaskTypes.DataCid, api => api.DataCidAsync(unpaddedSize, data, stop), stop), cancellationToken));
        return result!.Get<PieceInfo>();
    }

    /// <inheritdoc/>
    public async Task<PieceInfo> AddPieceAsync(SectorRef sector, ulong[] existing, PieceSource source, int priority,
        CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockAsync(sector.Id, 0, Unsealed, cancellationToken);
        IWorkerSelector selector = existing.Length == 0
            ? new AllocSelector(index, sector, Unsealed, PathType.Sealing)
            : new ExistingSelector(index, sector, Unsealed, allowFetch: false);
        ReturnedResult result = await SimpleAsync(sector, TaskTypes.AddPiece, priority, selector, null,
            (api, stop) => api.AddPieceAsync(sector, existing, source.UnpaddedSize, Open(source), stop), cancellationToken);
        return result.Get<PieceInfo>();
    }

    /// <inheritdoc/>
    public async Task<byte[]> PreCommit1Async(SectorRef sector, byte[] ticket, PieceInfo[] pieces, int priority, CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockAsync(sector.Id, Unsealed, Sealed | Cache, cancellationToken);
        return await WorkAsync<byte[]>(sector, TaskTypes.PreCommit1, priority, [sector, ticket, pieces],
            new AllocSelector(index, sector, Sealed | Cache, PathType.Sealing),
            Fetch(sector, Unsealed, PathType.Sealing, AcquireMode.Move),
            (api, stop) => api.SealPreCommit1Async(sector, ticket, pieces, stop), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SectorCids> PreCommit2Async(SectorRef sector, byte[] preCommit1Output, int priority, CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockAsync(sector.Id, Sealed, Cache, cancellationToken);
        return await WorkAsync<SectorCids>(sector, TaskTypes.PreCommit2, priority, [sector, preCommit1Output],
            new ExistingSelector(index, sector, Sealed | Cache, allowFetch: true),
            Fetch(sector, Sealed | Cache, PathType.Sealing, AcquireMode.Move),
            (api, stop) => api.SealPreCommit2Async(sector, preCommit1Output, stop), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[]> Commit1Async(SectorRef sector, byte[] ticket, byte[] seed, PieceInfo[] pieces, SectorCids cids, int priority,
        CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockAsync(sector.Id, Sealed, Cache, cancellationToken);
        return await WorkAsync<byte[]>(sector, TaskTypes.Commit1, priority, [sector, ticket, seed, pieces, cids],
            new ExistingSelector(index, sector, Sealed | Cache, allowFetch: false), null,
            (api, stop) => api.SealCommit1Async(sector, ticket, seed, pieces, cids, stop), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]> Commit2Async(SectorRef sector, byte[] commit1Output, int priority, CancellationToken cancellationToken) =>
        WorkAsync<byte[]>(sector, TaskTypes.Commit2, priority, [sector, commit1Output], new TaskSelector(), null,
            (api, stop) => api.SealCommit2Async(sector, commit1Output, stop), cancellationToken);

    /// <inheritdoc/>
    public async Task ReleaseUnsealedAsync(SectorRef sector, UnpaddedRange[]? keep, int priority, CancellationToken cancellationToken)
    {
        SectorStorageInfo[] holders = await index.StorageFindSectorAsync(sector.Id, Unsealed, 0, false, cancellationToken) ?? [];
        if (holders.Length == 0) return;
        using IDisposable held = await locks.LockAsync(sector.Id, 0, Unsealed, cancellationToken);
        ReturnedResult result = await SimpleAsync(sector, TaskTypes.FinalizeUnsealed, priority,
            new ExistingSelector(index, sector, Unsealed, allowFetch: false),
            Fetch(sector, Unsealed, KindOf(holders), AcquireMode.Move), (api, stop) =>
            api.ReleaseUnsealedAsync(sector, keep, stop), cancellationToken);
        result.ThrowIfFailed();
    }

    /// <inheritdoc/>
    public async Task FinalizeAsync(SectorRef sector, int priority, CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockAsync(sector.Id, 0, Unsealed | Sealed | Cache, cancellationToken);
        SectorStorageInfo[] caches = await index.StorageFindSectorAsync(sector.Id, Cache, 0, false, cancellationToken) ?? [];
        ReturnedResult trimmed = await SimpleAsync(sector, TaskTypes.Finalize, priority,
            new ExistingSelector(index, sector, Cache, allowFetch: false),
            Fetch(sector, Cache, KindOf(caches), AcquireMode.Move), (api, stop) => api.FinalizeSectorAsync(sector, stop), cancellationToken);
        trimmed.ThrowIfFailed();

        SectorStorageInfo[] unsealed = await index.StorageFindSectorAsync(sector.Id, Unsealed, 0, false, cancellationToken) ?? [];
        bool moveUnsealed = unsealed.Any(holder => holder.CanSeal);
        await MoveAsync(sector, Sealed | Cache | (moveUnsealed ? Unsealed : 0), priority, cancellationToken);
    }

    /// <summary>Restores the whole unsealed file and moves it to long-term storage.</summary>
    public async Task UnsealAsync(SectorRef sector, ulong unpaddedSize, byte[] ticket, Cid commD, CancellationToken cancellationToken)
    {
        using (await locks.LockAsync(sector.Id, Sealed | Cache | Update | UpdateCache, Unsealed, cancellationToken))
        {
            ReturnedResult result = await SimpleAsync(sector, TaskTypes.Unseal, 0,
                new ExistingSelector(index, sector, Sealed | Cache, allowFetch: true),
                FetchEither(sector), (api, stop) => api.UnsealPieceAsync(sector, 0, unpaddedSize, ticket, commD, stop), cancellationToken);
            result.ThrowIfFailed();
            // Unsealed data serve where they are, so they need not wait for a path.
            if (await HasStoreAsync(sector, Unsealed, cancellationToken)) await MoveAsync(sector, Unsealed, 0, cancellationToken);
        }
    }

    private async Task<bool> HasStoreAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken)
    {
        ulong size = PoRepConfig.ForProof(sector.ProofType).SectorSize;
        return (await IndexQueries.BestAllocOrNoneAsync(index, types, size, PathType.Storage, sector.Id.Miner, cancellationToken)).Length > 0;
    }

    /// <summary>Moves files to a long-term path; without one it waits until there is one, as a real miner does.</summary>
    private async Task MoveAsync(SectorRef sector, SectorFileType types, int priority, CancellationToken cancellationToken)
    {
        if (!await HasStoreAsync(sector, types, cancellationToken))
        {
            logger.LogWarning("{Sector} is finished and waits: no path for long-term storage is known; attach one: storage attach --init --store",
                sector.Id);
        }

        ReturnedResult moved = await SimpleAsync(sector, TaskTypes.Fetch, priority, new MoveSelector(index, sector, types),
            Fetch(sector, types, PathType.Storage, AcquireMode.Move), (api, stop) => api.MoveStorageAsync(sector, types, stop), cancellationToken);
        moved.ThrowIfFailed();
    }

    private static PieceReader Open(PieceSource source) =>
        source.File is null ? PieceReaders.Zero(source.UnpaddedSize) : PieceReaders.Push(source.OpenRead());

    private static PathType KindOf(SectorStorageInfo[] holders) => holders.Any(holder => holder.CanSeal) ? PathType.Sealing : PathType.Storage;

    private static WorkerStep Fetch(SectorRef sector, SectorFileType types, PathType pathType, AcquireMode mode) => async (worker, stop) =>
        (await worker.CallAsync(sector, TaskTypes.Fetch, api => api.FetchAsync(sector, types, pathType, mode, stop), stop)).ThrowIfFailed();

    /// <summary>Copies the sealed files or those of an update; one of the two does not exist, which is no failure.</summary>
    private static WorkerStep FetchEither(SectorRef sector) => async (worker, stop) =>
    {
        ReturnedResult original = await worker.CallAsync(sector, TaskTypes.Fetch,
            api => api.FetchAsync(sector, Sealed | Cache, PathType.Sealing, AcquireMode.Copy, stop), stop);
        ReturnedResult updated = await worker.CallAsync(sector, TaskTypes.Fetch,
            api => api.FetchAsync(sector, Update | UpdateCache, PathType.Sealing, AcquireMode.Copy, stop), stop);
        if (original.Error is not null && updated.Error is not null) throw new CallFailedException(original.Error);
    };

    private async Task<ReturnedResult> SimpleAsync(SectorRef sector, string task, int priority, IWorkerSelector selector, WorkerStep? prepare,
        Func<IWorkerApi, CancellationToken, Task<CallId>> start, CancellationToken cancellationToken)
    {
        ReturnedResult? result = null;
        await scheduler.ScheduleAsync(new SchedRequest(sector, task, priority, selector, prepare,
            async (worker, stop) => result = await worker.CallAsync(sector, task, api => start(api, stop), stop), cancellationToken));
        return result!;
    }

    /// <summary>A call that survives a restart of the miner: when it is running already, only its result is awaited.</summary>
    private async Task<T> WorkAsync<T>(SectorRef sector, string task, int priority, object[] parameters, IWorkerSelector selector,
        WorkerStep? prepare,
        Func<IWorkerApi, CancellationToken, Task<CallId>> start, CancellationToken cancellationToken)
        where T : class
    {
        string key = CallTracker.WorkKey(task, $"[{Encoding.UTF8.GetString(LotusJson.Serialize(parameters))}]");
        if (!calls.TryBegin(key, task))
        {
            logger.LogInformation("{Task} of {Sector} was given out before; waiting for its result", task, sector.Id);
            return (await calls.WaitWorkAsync(key, cancellationToken)).Get<T>();
        }

        try
        {
            ReturnedResult? result = null;
            await scheduler.ScheduleAsync(new SchedRequest(sector, task, priority, selector, prepare,
                async (worker, stop) => result = await worker.WorkAsync(key, sector, task, api => start(api, stop), stop), cancellationToken));
            return result!.Get<T>();
        }
        finally
        {
            calls.Cancel(key);
        }
    }
}
