using LotusSeal.DevMiner.Calls;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;
using LotusSeal.Storage;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>
/// The miner's own worker: brings files into the miner's storage path and trims those that lie there. A miner that ended after it had moved a
/// sector's files finalizes the sector again, and nobody else holds its cache then.
/// </summary>
public sealed class BuiltinWorker(ISectorStore store, ISectorSealer? sealer, CallTracker calls, string hostname, ILogger logger)
    : UnsupportedWorkerApi, IAsyncDisposable
{
    private static readonly string[] Storing = [TaskTypes.Fetch];
    private static readonly string[] StoringAndTrimming = [TaskTypes.Fetch, TaskTypes.Finalize, TaskTypes.FinalizeUnsealed];
    private readonly CancellationTokenSource _stop = new();
    private readonly Guid _session = Guid.NewGuid();

    /// <inheritdoc/>
    public override Task<Guid> SessionAsync(CancellationToken cancellationToken) => Task.FromResult(_session);

    /// <inheritdoc/>
    public override Task<WorkerInfo> InfoAsync(CancellationToken cancellationToken)
    {
        ulong memory = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return Task.FromResult(new WorkerInfo(hostname, true, new WorkerResources(memory, 0, 0, 0, (ulong)Environment.ProcessorCount, [], null)));
    }

    /// <inheritdoc/>
    public override Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, EmptyObject>?>(
            (sealer is null ? Storing : StoringAndTrimming).ToDictionary(task => task, _ => new EmptyObject()));

    /// <inheritdoc/>
    public override Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken) => Task.FromResult<StoragePath[]?>([.. store.LocalPaths]);

    /// <inheritdoc/>
    public override Task<CallId> FetchAsync(SectorRef sector, SectorFileType types, PathType pathType, AcquireMode mode,
        CancellationToken cancellationToken) =>
        Start(sector, async stop =>
        {
            AcquireRequest wanted = new(sector, pathType) { Existing = types, Mode = mode };
            await using IAcquiredSector acquired = await store.AcquireAsync(wanted, stop);
        });

    /// <inheritdoc/>
    public override Task<CallId> FinalizeSectorAsync(SectorRef sector, CancellationToken cancellationToken) =>
        Start(sector, async stop =>
        {
            AcquireRequest wanted = new(sector, PathType.Storage) { Existing = SectorFileType.Cache, Stage = SealStage.PreCommitted2 };
            await using IAcquiredSector files = await store.AcquireAsync(wanted, stop);
            sealer!.ClearCache(files.PathOf(SectorFileType.Cache));
        });

    /// <inheritdoc/>
    public override Task<CallId> ReleaseUnsealedAsync(SectorRef sector, UnpaddedRange[]? keep, CancellationToken cancellationToken) =>
        Start(sector, async stop =>
        {
            if (keep is not { Length: > 0 })
            {
                await store.RemoveAsync(sector.Id, SectorFileType.Unsealed, [], stop);
                return;
            }

            AcquireRequest wanted = new(sector, PathType.Storage) { Existing = SectorFileType.Unsealed };
            await using IAcquiredSector files = await store.AcquireAsync(wanted, stop);
            using PartialFile unsealed = PartialFile.Open(files.PathOf(SectorFileType.Unsealed), PoRepConfig.ForProof(sector.ProofType).SectorSize);
            unsealed.FreeAllBut(keep.Select(range => new ByteRange(range.Offset / 127 * 128, range.Size / 127 * 128)));
        });

    /// <inheritdoc/>
    public override Task<CallId> MoveStorageAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken) =>
        Start(sector, stop => store.MoveStorageAsync(sector, types, stop));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    private Task<CallId> Start(SectorRef sector, Func<CancellationToken, Task> work)
    {
        CallId call = new(sector.Id, Guid.NewGuid());
        CancellationToken stop = _stop.Token;
        _ = Task.Run(() => RunAsync(call, work, stop), CancellationToken.None);
        return Task.FromResult(call);
    }

    private async Task RunAsync(CallId call, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            await work(stop);
            calls.Return(call, null, null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process ends; nobody waits any more.
        }
        catch (Exception error)
        {
            logger.LogWarning("The miner's own worker failed on {Sector}: {Reason}", call.Sector, error.Message);
            SealErrorCode code = error is StorageException storage ? storage.Code : SealErrorCode.Unknown;
            calls.Return(call, null, new CallError(code, error.Message));
        }
    }
}
