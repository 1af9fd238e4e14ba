using System.Text;
using System.Text.Json.Nodes;
using LotusSeal.DevMiner.Api;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Index;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.V0;

/// <summary>The miner's API of v0.3.0 over today's index (protocol spec 1.12, 3.4).</summary>
internal sealed class V0MinerApi(DevMinerOptions options, DevMinerHost host, MinerSectorIndex index, V0Workers workers, SectorLedger ledger,
    SectorPipeline pipeline)
    : IV0MinerApi, IV0MinerAdminApi, IV0SectorsApi
{
    /// <summary>0.3.0.</summary>
    public const uint ApiVersion = 768;

    private const ulong BlockDelaySeconds = 4;

    public Task<NodeVersion> VersionAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new NodeVersion("0.3.0+devminer", ApiVersion, BlockDelaySeconds, null));

    public Task<string> ActorAddressAsync(CancellationToken cancellationToken) => Task.FromResult($"t0{options.ActorId}");

    public Task<ulong> ActorSectorSizeAsync(string address, CancellationToken cancellationToken) => address == $"t0{options.ActorId}"
        ? Task.FromResult(SectorSize)
        : throw new RpcException($"actor {address} is not this miner's, t0{options.ActorId}");

    public Task<string[]?> AuthVerifyAsync(string token, CancellationToken cancellationToken) =>
        host.Repository.Tokens.Verify(token) is { } permissions
        ? Task.FromResult<string[]?>(PermissionNames.ToNames(permissions))
        : throw new RpcException("JWT Verification failed: the token is not one of this miner");

    public Task WorkerConnectAsync(string url, CancellationToken cancellationToken) => workers.ConnectAsync(url, cancellationToken);

    public Task StorageAttachAsync(V0StorageInfo info, V0FsStat stat, CancellationToken cancellationToken) => MethodErrors.Of(() =>
        index.StorageAttachAsync(new StorageInfo(info.Id, info.Urls, info.Weight, 0, info.CanSeal, info.CanStore), Today(stat), cancellationToken));

    public Task<V0StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken) => MethodErrors.Of(async () =>
    {
        StorageInfo info = await index.StorageInfoAsync(id, cancellationToken);
        return Then(info.Id, info.Urls, info.Weight, info.CanSeal, info.CanStore);
    });

    public Task StorageReportHealthAsync(string id, V0HealthReport report, CancellationToken cancellationToken) => MethodErrors.Of(() =>
        index.StorageReportHealthAsync(id, new HealthReport(Today(report.Stat), ""), cancellationToken));

    public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
        MethodErrors.Of(() =>
        index.StorageDeclareSectorAsync(id, sector, type, true, cancellationToken));

    public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) => MethodErrors.Of(() =>
        index.StorageDropSectorAsync(id, sector, type, cancellationToken));

    public Task<V0StorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, bool allowFetch,
        CancellationToken cancellationToken) =>
        MethodErrors.Of<V0StorageInfo[]?>(async () =>
        {
            SectorStorageInfo[] holders = await index.StorageFindSectorAsync(sector, types, SectorSize, allowFetch, cancellationToken) ?? [];
            return [.. holders.Select(holder => Then(holder.Id, holder.Urls, holder.Weight, holder.CanSeal, holder.CanStore))];
        });

    public Task<V0StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, int registeredProof, bool sealing,
        CancellationToken cancellationToken) =>
        MethodErrors.Of<V0StorageInfo[]?>(async () =>
        {
            ulong size = PoRepConfig.ForProof(V0Proofs.FromV0(registeredProof)).SectorSize;
            StorageInfo[] paths = await index.StorageBestAllocAsync(types, size, sealing ? PathType.Sealing : PathType.Storage, options.ActorId,
                cancellationToken) ?? [];
            return [.. paths.Select(path => Then(path.Id, path.Urls, path.Weight, path.CanSeal, path.CanStore))];
        });

    public Task<Dictionary<string, V0WorkerStats>?> WorkerStatsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, V0WorkerStats>?>(workers.Stats());

    public Task<SectorId> PledgeSectorAsync(CancellationToken cancellationToken) => Task.FromResult(pipeline.Pledge());

    public Task<ulong[]?> SectorsListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ulong[]?>([.. ledger.All().Select(sector => sector.Id.Number)]);

    public Task<JsonNode> SectorsStatusAsync(ulong sector, bool showOnChain, CancellationToken cancellationToken) => ledger.Find(sector) is { } record
        ? Task.FromResult(SectorStatusJson.From(record))
        : throw new RpcException($"sector {sector} not found");

    public Task<byte[]> AuthNewAsync(string[] permissions, CancellationToken cancellationToken) =>
        Task.FromResult(Encoding.ASCII.GetBytes(host.Repository.Tokens.Issue(PermissionNames.Parse(permissions))));

    public Task ShutdownAsync(CancellationToken cancellationToken)
    {
        host.RequestStop();
        return Task.CompletedTask;
    }

    private ulong SectorSize => PoRepConfig.ForProof(options.Pipeline.ProofType).SectorSize;

    private static FsStat Today(V0FsStat stat) => new((long)stat.Capacity, (long)stat.Available, (long)stat.Available, 0, 0, (long)stat.Used);

    private static V0StorageInfo Then(string id, string[]? urls, ulong weight, bool canSeal, bool canStore) =>
        new(id, urls, weight, canSeal, canStore, DateTimeOffset.MinValue, null);
}
