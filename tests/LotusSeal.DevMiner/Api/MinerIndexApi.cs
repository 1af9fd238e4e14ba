using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Api;

/// <summary>The storage index of the miner's API; the rules are those of <see cref="MinerSectorIndex"/>.</summary>
internal sealed partial class MinerApi
{
    public Task StorageAttachAsync(StorageInfo info, FsStat stat, CancellationToken cancellationToken) =>
        MethodErrors.Of(() => services.Index.StorageAttachAsync(info, stat, cancellationToken));

    public Task StorageDetachAsync(string id, string url, CancellationToken cancellationToken) =>
        MethodErrors.Of(() => services.Index.StorageDetachAsync(id, url, cancellationToken));

    public Task<StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken) =>
        MethodErrors.Of(() => services.Index.StorageInfoAsync(id, cancellationToken));

    public Task StorageReportHealthAsync(string id, HealthReport report, CancellationToken cancellationToken) =>
        MethodErrors.Of(() => services.Index.StorageReportHealthAsync(id, report, cancellationToken));

    public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, bool primary, CancellationToken cancellationToken) =>
        MethodErrors.Of(() => services.Index.StorageDeclareSectorAsync(id, sector, type, primary, cancellationToken));

    public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
        MethodErrors.Of(() => services.Index.StorageDropSectorAsync(id, sector, type, cancellationToken));

    public Task<SectorStorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, ulong sectorSize, bool allowFetch,
        CancellationToken cancellationToken) =>
        MethodErrors.Of(() => services.Index.StorageFindSectorAsync(sector, types, sectorSize, allowFetch, cancellationToken));

    public Task<StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, ulong sectorSize, PathType pathType, ulong miner,
        CancellationToken cancellationToken) =>
        MethodErrors.Of(() => services.Index.StorageBestAllocAsync(types, sectorSize, pathType, miner, cancellationToken));

    public Task<Dictionary<string, SectorDeclaration[]>?> StorageListAsync(CancellationToken cancellationToken) =>
        MethodErrors.Of(() => services.Index.StorageListAsync(cancellationToken));
}
