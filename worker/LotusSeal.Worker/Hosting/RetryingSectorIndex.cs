using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// The miner's index as tasks see it: a call that did not get through, or whose answer was lost, is made again until the miner is back. Hours of
/// sealing must not fail because the miner restarts in the moment in which they end, and a move must not leave a file that the index does not know.
/// Every call of the index may be repeated; what the miner answers, errors included, is passed on.
/// </summary>
internal sealed class RetryingSectorIndex(ISectorIndex index, TimeSpan patience, ILogger<RetryingSectorIndex> logger,
    TimeProvider? timeProvider = null) : ISectorIndex
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100), LongestDelay = TimeSpan.FromSeconds(5);
    private readonly TimeProvider _clock = timeProvider ?? TimeProvider.System;

    public Task StorageAttachAsync(StorageInfo info, FsStat stat, CancellationToken cancellationToken) =>
        RepeatAsync("StorageAttach", () => index.StorageAttachAsync(info, stat, cancellationToken), cancellationToken);

    public Task StorageDetachAsync(string id, string url, CancellationToken cancellationToken) =>
        RepeatAsync("StorageDetach", () => index.StorageDetachAsync(id, url, cancellationToken), cancellationToken);

    public Task<StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken) =>
        RepeatAsync("StorageInfo", () => index.StorageInfoAsync(id, cancellationToken), cancellationToken);

    /// <summary>Not repeated: the next report is newer.</summary>
    public Task StorageReportHealthAsync(string id, HealthReport report, CancellationToken cancellationToken) =>
        index.StorageReportHealthAsync(id, report, cancellationToken);

    public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, bool primary, CancellationToken cancellationToken) =>
        RepeatAsync("StorageDeclareSector", () => index.StorageDeclareSectorAsync(id, sector, type, primary, cancellationToken), cancellationToken);

    public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
        RepeatAsync("StorageDropSector", () => index.StorageDropSectorAsync(id, sector, type, cancellationToken), cancellationToken);

    public Task<SectorStorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, ulong sectorSize, bool allowFetch,
        CancellationToken cancellationToken) =>
        RepeatAsync("StorageFindSector", () => index.StorageFindSectorAsync(sector, types, sectorSize, allowFetch, cancellationToken),
            cancellationToken);

    public Task<StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, ulong sectorSize, PathType pathType, ulong miner,
        CancellationToken cancellationToken) =>
        RepeatAsync("StorageBestAlloc", () => index.StorageBestAllocAsync(types, sectorSize, pathType, miner, cancellationToken), cancellationToken);

    public Task<Dictionary<string, SectorDeclaration[]>?> StorageListAsync(CancellationToken cancellationToken) =>
        RepeatAsync("StorageList", () => index.StorageListAsync(cancellationToken), cancellationToken);

    private Task<bool> RepeatAsync(string method, Func<Task> call, CancellationToken cancellationToken) => RepeatAsync(method, async () =>
    {
        await call();
        return true;
    }, cancellationToken);

    private async Task<T> RepeatAsync<T>(string method, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        long start = _clock.GetTimestamp();
        TimeSpan delay = FirstDelay;
        for (bool told = false; ; told = true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (IsLost(e, cancellationToken) && _clock.GetElapsedTime(start) < patience)
            {
                if (!told) logger.IndexCallLost(method, patience.TotalMinutes, e.Message);
            }

            await Task.Delay(delay, _clock, cancellationToken);
            delay = delay * 1.5 < LongestDelay ? delay * 1.5 : LongestDelay;
        }
    }

    private static bool IsLost(Exception error, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
            && error is RpcTransportException or HttpRequestException or IOException or OperationCanceledException;
}
