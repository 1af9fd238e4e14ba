using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Generation;

/// <summary>
/// The index of a v0.3.0 miner in the shape of today's. That generation has no primary copies (every holder counts as primary), no detaching
/// (nothing is sent: its miner drops a path when reports stop) and no listing (the list is empty).
/// </summary>
public sealed class V0SectorIndex(IV0MinerApi api) : ISectorIndex
{
    /// <inheritdoc/>
    public Task StorageAttachAsync(StorageInfo info, FsStat stat, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(info);
        V0StorageInfo attached = new(info.Id, info.Urls, info.Weight, info.CanSeal, info.CanStore, DateTimeOffset.MinValue, null);
        return api.StorageAttachAsync(attached, Stat(stat), cancellationToken);
    }

    /// <inheritdoc/>
    public Task StorageDetachAsync(string id, string url, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken) =>
        Info(await api.StorageInfoAsync(id, cancellationToken));

    /// <summary>
    /// An error cannot be sent in this generation, its decoder takes null alone; the report of an unhealthy path is left out instead.
    /// </summary>
    public Task StorageReportHealthAsync(string id, HealthReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Err.Length > 0
            ? Task.CompletedTask
            : api.StorageReportHealthAsync(id, new V0HealthReport(Stat(report.Stat), null), cancellationToken);
    }

    /// <inheritdoc/>
    public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, bool primary, CancellationToken cancellationToken) =>
        api.StorageDeclareSectorAsync(id, sector, type, cancellationToken);

    /// <inheritdoc/>
    public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
        api.StorageDropSectorAsync(id, sector, type, cancellationToken);

    /// <inheritdoc/>
    public async Task<SectorStorageInfo[]?> StorageFindSectorAsync(
        SectorId sector,
        SectorFileType types,
        ulong sectorSize,
        bool allowFetch,
        CancellationToken cancellationToken)
    {
        V0StorageInfo[]? found = await api.StorageFindSectorAsync(sector, types, allowFetch, cancellationToken);
        return found?.Select(info => Holder(info, sector)).ToArray();
    }

    /// <inheritdoc/>
    public async Task<StorageInfo[]?> StorageBestAllocAsync(
        SectorFileType types,
        ulong sectorSize,
        PathType pathType,
        ulong miner,
        CancellationToken cancellationToken)
    {
        V0StorageInfo[]? found = await api
            .StorageBestAllocAsync(types, V0Proofs.ForSectorSize(sectorSize), pathType == PathType.Sealing, cancellationToken);
        return found?.Select(Info).ToArray();
    }

    /// <inheritdoc/>
    public Task<Dictionary<string, SectorDeclaration[]>?> StorageListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, SectorDeclaration[]>?>([]);

    private static V0FsStat Stat(FsStat stat) => new(Unsigned(stat.Capacity), Unsigned(stat.Available), Unsigned(stat.Used));

    private static ulong Unsigned(long value) => (ulong)Math.Max(0, value);

    private static StorageInfo Info(V0StorageInfo info) => new(info.Id, info.Urls, info.Weight, 0, info.CanSeal, info.CanStore);

    private static SectorStorageInfo Holder(V0StorageInfo info, SectorId sector)
    {
        string[]? bases = info.Urls?.Select(url => BaseOf(url, sector)).ToArray();
        return new SectorStorageInfo(info.Id, info.Urls, bases, info.Weight, info.CanSeal, info.CanStore, true, null, null, null, null);
    }

    /// <summary>The path's URL: the file's URL without <c>/TYPE/s-t0MINER-NUMBER</c>.</summary>
    private static string BaseOf(string url, SectorId sector)
    {
        string suffix = $"/{sector}";
        if (!url.EndsWith(suffix, StringComparison.Ordinal)) return url;
        string withoutName = url[..^suffix.Length];
        int slash = withoutName.LastIndexOf('/');
        return slash < 0 ? url : withoutName[..slash];
    }
}
