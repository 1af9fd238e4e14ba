using System.Net;
using System.Runtime.CompilerServices;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Tests.Fakes;

/// <summary>A worker of v0.3.0 that really seals, on the miner's own storage folder.</summary>
internal sealed class V0Worker : IV0WorkerApi, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ISectorSealer _sealer;
    private readonly string _folder;
    private readonly string _pathId;

    private V0Worker(DevMinerHost miner, ISectorSealer sealer, string folder)
    {
        _sealer = sealer;
        _folder = folder;
        _pathId = Storage.StorageDescriptor.Read(folder).Id;
        Miner = RpcClient.Create<IV0MinerApi>(new ApiInfo(miner.AdminToken, miner.RpcUrl).ToWebSocket(), RpcClientOptions.V0);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        new RpcServer(miner.Repository.Tokens).Serve<IV0WorkerApi>(this).MapTo(_app);
    }

    public IV0MinerApi Miner { get; }

    /// <summary>Changes the commitments that PreCommit2 returns.</summary>
    public Func<SectorCids, SectorCids> Report { get; set; } = cids => cids;

    public static async Task<V0Worker> StartAsync(DevMinerHost miner, ISectorSealer sealer, string folder)
    {
        V0Worker worker = new(miner, sealer, folder);
        await worker._app.StartAsync();
        await worker.Miner.WorkerConnectAsync($"ws://127.0.0.1:{new Uri(worker._app.Urls.First()).Port}/rpc/v0", default);
        return worker;
    }

    public Task<uint> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(768u);

    public Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, EmptyObject>?>(
        new() { [TaskTypes.PreCommit1] = new EmptyObject(), [TaskTypes.PreCommit2] = new EmptyObject(), [TaskTypes.Fetch] = new EmptyObject() });

    public Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken) => Task.FromResult<StoragePath[]?>(null);

    public Task<V0WorkerInfo> InfoAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new V0WorkerInfo("seed", new V0WorkerResources(8UL << 30, 0, 0, 2, null)));

    public async Task<byte[]> SealPreCommit1Async(SectorId sector, byte[]? ticket, PieceInfo[]? pieces, CancellationToken cancellationToken)
    {
        PieceCommitment[] commitments = [.. pieces!.Select(piece => piece.ToCommitment())];
        Directory.CreateDirectory(PathOf(SectorFileType.Cache, sector));
        PreCommit1Output output = await _sealer.PreCommit1Async(
            new StagedSector(Identity(sector), new SealTicket(new Digest(ticket)), Paths(sector), commitments), null, cancellationToken);
        await Miner.StorageDeclareSectorAsync(_pathId, sector, SectorFileType.Sealed, cancellationToken);
        await Miner.StorageDeclareSectorAsync(_pathId, sector, SectorFileType.Cache, cancellationToken);
        return PreCommit1OutputJson.ToJson(output);
    }

    public async Task<SectorCids> SealPreCommit2Async(SectorId sector, byte[]? preCommit1Output, CancellationToken cancellationToken)
    {
        SealCommitments sealed_ = await _sealer.PreCommit2Async(PreCommit1OutputJson.Parse(preCommit1Output!), Paths(sector),
            null, cancellationToken);
        return Report(new SectorCids(Cid.FromCommD(sealed_.CommD), Cid.FromCommR(sealed_.CommR)));
    }

    public Task<byte[]> SealCommit1Async(SectorId sector, byte[]? ticket, byte[]? seed, PieceInfo[]? pieces, SectorCids cids,
        CancellationToken cancellationToken) =>
        throw new RpcException("Commit1 runs in the miner");

    public Task<byte[]> SealCommit2Async(SectorId sector, byte[]? commit1Output, CancellationToken cancellationToken) =>
        throw new RpcException("no parameters");

    public Task FinalizeSectorAsync(SectorId sector, CancellationToken cancellationToken) =>
        throw new RpcException("FinalizeSector runs in the miner");

    public Task FetchAsync(SectorId sector, SectorFileType types, bool sealing, CancellationToken cancellationToken) => Task.CompletedTask;

    public async IAsyncEnumerable<EmptyObject> ClosingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)Miner).DisposeAsync();
        using CancellationTokenSource now = new(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static SealIdentity Identity(SectorId sector) =>
        new(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1), ProverId.FromMiner(sector.Miner), sector.Number);

    private SectorPaths Paths(SectorId sector) =>
        new(PathOf(SectorFileType.Cache, sector), PathOf(SectorFileType.Sealed, sector), PathOf(SectorFileType.Unsealed, sector));

    private string PathOf(SectorFileType type, SectorId sector) => Path.Combine(_folder, type.FolderName(), sector.ToString());
}
