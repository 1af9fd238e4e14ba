using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing;
using LotusSeal.Storage;

namespace LotusSeal.DevMiner.Api;

/// <summary>The storage index of the miner's API; the rules are those of <see cref="MinerSectorIndex"/>.</summary>
internal sealed partial class MinerApi
{
    public Task StorageAttachAsync(StorageInfo info, FsStat stat, CancellationToken cancellationToken) =>
        Answer(() => services.Index.StorageAttachAsync(info, stat, cancellationToken));

    public Task StorageDetachAsync(string id, string url, CancellationToken cancellationToken) =>
        Answer(() => services.Index.StorageDetachAsync(id, url, cancellationToken));

    public Task<StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken) =>
        Answer(() => services.Index.StorageInfoAsync(id, cancellationToken));

    public Task StorageReportHealthAsync(string id, HealthReport report, CancellationToken cancellationToken) =>
        Answer(() => services.Index.StorageReportHealthAsync(id, report, cancellationToken));

    public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, bool primary, CancellationToken cancellationToken) =>
        Answer(() => services.Index.StorageDeclareSectorAsync(id, sector, type, primary, cancellationToken));

    public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
        Answer(() => services.Index.StorageDropSectorAsync(id, sector, type, cancellationToken));

    public Task<SectorStorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, ulong sectorSize, bool allowFetch,
        CancellationToken cancellationToken) =>
        Answer(() => services.Index.StorageFindSectorAsync(sector, types, sectorSize, allowFetch, cancellationToken));

    public Task<StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, ulong sectorSize, PathType pathType, ulong miner,
        CancellationToken cancellationToken) =>
        Answer(() => services.Index.StorageBestAllocAsync(types, sectorSize, pathType, miner, cancellationToken));

    public Task<Dictionary<string, SectorDeclaration[]>?> StorageListAsync(CancellationToken cancellationToken) =>
        Answer(() => services.Index.StorageListAsync(cancellationToken));

    /// <summary>What the index refuses is the caller's mistake, so its text goes over the wire as a method error.</summary>
    private static async Task<T> Answer<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (StorageException refused)
        {
            throw new RpcException(refused.Message, refused);
        }
    }

    private static async Task Answer(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (StorageException refused)
        {
            throw new RpcException(refused.Message, refused);
        }
    }
}
