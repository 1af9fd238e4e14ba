using System.Net.Http.Headers;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>The operations on the files of an updated sector (the table of protocol spec 4.3; 10.5 S5, S8).</summary>
internal sealed class UpdateOperations(SealingOperations operations, ISectorIndex index, SectorLockTable locks, HttpClient http, Func<string> token)
    : IUpdateSteps
{
    private const SectorFileType Unsealed = SectorFileType.Unsealed, Sealed = SectorFileType.Sealed, Cache = SectorFileType.Cache,
        Update = SectorFileType.Update, UpdateCache = SectorFileType.UpdateCache;
    private const int Priority = SealingOperations.DealPriority;

    /// <inheritdoc/>
    public async Task<ReplicaUpdateOut> ReplicaUpdateAsync(SectorRef sector, PieceInfo[] pieces, CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockAsync(sector.Id, Unsealed | Sealed | Cache, Update | UpdateCache, cancellationToken);
        return await operations.WorkAsync<ReplicaUpdateOut>(sector, TaskTypes.ReplicaUpdate, Priority, [sector, pieces],
            new AllocSelector(index, sector, Update | UpdateCache, PathType.Sealing),
            SealingOperations.Fetch(sector, Unsealed | Sealed | Cache, PathType.Sealing, AcquireMode.Copy),
            (api, stop) => api.ReplicaUpdateAsync(sector, pieces, stop), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[][]> ProveReplicaUpdate1Async(SectorRef sector, Cid oldSealed, Cid newSealed, Cid newUnsealed,
        CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockAsync(sector.Id, Sealed | Cache | Update | UpdateCache, 0, cancellationToken);
        return await operations.WorkAsync<byte[][]>(sector, TaskTypes.ProveReplicaUpdate1, Priority, [sector, oldSealed, newSealed, newUnsealed],
            new ExistingSelector(index, sector, Update | UpdateCache, allowFetch: false),
            SealingOperations.Fetch(sector, Sealed | Cache | Update | UpdateCache, PathType.Sealing, AcquireMode.Copy),
            (api, stop) => api.ProveReplicaUpdate1Async(sector, oldSealed, newSealed, newUnsealed, stop), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]> ProveReplicaUpdate2Async(SectorRef sector, Cid oldSealed, Cid newSealed, Cid newUnsealed, byte[][] vanillaProofs,
        CancellationToken cancellationToken) =>
        operations.WorkAsync<byte[]>(sector, TaskTypes.ProveReplicaUpdate2, Priority, [sector, oldSealed, newSealed, newUnsealed, vanillaProofs],
            new TaskSelector(), null,
            (api, stop) => api.ProveReplicaUpdate2Async(sector, oldSealed, newSealed, newUnsealed, vanillaProofs, stop), cancellationToken);

    /// <inheritdoc/>
    public async Task FinalizeReplicaUpdateAsync(SectorRef sector, CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockAsync(sector.Id, 0, Unsealed | Sealed | Cache | Update | UpdateCache, cancellationToken);
        SectorStorageInfo[] caches = await index.StorageFindSectorAsync(sector.Id, UpdateCache, 0, false, cancellationToken) ?? [];
        (await operations.SimpleAsync(sector, TaskTypes.FinalizeReplicaUpdate, Priority,
            new ExistingSelector(index, sector, UpdateCache, allowFetch: false),
            SealingOperations.Fetch(sector, Cache | UpdateCache, SealingOperations.KindOf(caches), AcquireMode.Move),
            (api, stop) => api.FinalizeReplicaUpdateAsync(sector, stop), cancellationToken)).ThrowIfFailed();
        foreach (SectorFileType types in (SectorFileType[])[Update | UpdateCache, Cache, Sealed, Unsealed])
        {
            SectorStorageInfo[] holders = await index.StorageFindSectorAsync(sector.Id, types, 0, false, cancellationToken) ?? [];
            if (holders.Any(holder => holder.CanSeal)) await operations.MoveAsync(sector, types, Priority, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task ReleaseSectorKeyAsync(SectorRef sector, CancellationToken cancellationToken)
    {
        using IDisposable held = await locks.LockAsync(sector.Id, 0, Sealed, cancellationToken);
        SectorStorageInfo[] holders = await index.StorageFindSectorAsync(sector.Id, Sealed, 0, false, cancellationToken) ?? [];
        foreach (string url in holders.SelectMany(holder => holder.Urls ?? []))
        {
            using HttpRequestMessage request = new(HttpMethod.Delete, url);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode) throw new InvalidDataException($"{url} answered {(int)response.StatusCode}.");
        }
    }
}
