using System.Collections.Concurrent;
using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A miner of v0.3.0 that dials back over a WebSocket and holds the Closing channel open.</summary>
internal sealed class FakeV0Miner : IAsyncDisposable, IV0MinerApi
{
    private static readonly JwtTokens Tokens = new(new byte[32]);
    private readonly ConcurrentDictionary<string, V0StorageInfo> _paths = new();
    private WebApplication _app = null!;
    private RpcConnection? _worker;
    private int _healthReports;

    public Uri Url { get; private set; } = null!;

    public int HealthReports => Volatile.Read(ref _healthReports);

    public ConcurrentQueue<string> ConnectedUrls { get; } = new();

    /// <summary>Whether it dies, as far as the worker can see, before it has opened its channel.</summary>
    public bool OpensNoChannel { get; set; }

    public ConcurrentBag<(string Id, SectorId Sector, SectorFileType Type)> Declared { get; } = [];

    public IV0WorkerApi Worker => _worker!.As<IV0WorkerApi>();

    public static async Task<FakeV0Miner> StartAsync()
    {
        FakeV0Miner miner = new();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        miner._app = builder.Build();
        RpcServer server = new(Tokens);
        server.Serve<IV0MinerApi>(miner);
        server.MapTo(miner._app);
        await miner._app.StartAsync();
        miner.Url = new Uri(miner._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/rpc/v0");
        return miner;
    }

    /// <summary>Drops the WebSocket, as a miner does that is restarted.</summary>
    public ValueTask DropWorkerAsync() => _worker!.DisposeAsync();

    /// <summary>Answers nobody any more and leaves its WebSocket to the worker open, as a machine that has lost power.</summary>
    public async Task VanishAsync()
    {
        using CancellationTokenSource now = new(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null) await _worker.DisposeAsync();
        await VanishAsync();
        await _app.DisposeAsync();
    }

    public Task<NodeVersion> VersionAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new NodeVersion("0.3.0", GenerationProbe.V0Version, 25, null));

    public Task<string> ActorAddressAsync(CancellationToken cancellationToken) => Task.FromResult("t01000");

    public Task<ulong> ActorSectorSizeAsync(string address, CancellationToken cancellationToken) => Task.FromResult(2048UL);

    public async Task<string[]?> AuthVerifyAsync(string token, CancellationToken cancellationToken) =>
        await Tokens.VerifyAsync(token, cancellationToken) is { } permission ? PermissionNames.ToNames(permission).ToArray()
            : throw new RpcException("JWT Verification failed");

    public Task WorkerConnectAsync(string url, CancellationToken cancellationToken)
    {
        _worker = RpcConnection.Open(new ApiInfo(FakeMiner.Token, new Uri(url)), RpcClientOptions.V0 with { Reconnect = false });
        IV0WorkerApi worker = _worker.As<IV0WorkerApi>();
        _ = Task.Run(async () =>
        {
            await worker.InfoAsync(CancellationToken.None);
            ConnectedUrls.Enqueue(url);
            if (OpensNoChannel) return;
            await foreach (EmptyObject _ in worker.ClosingAsync(CancellationToken.None)) { }
        }, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StorageAttachAsync(V0StorageInfo info, V0FsStat stat, CancellationToken cancellationToken)
    {
        _paths[info.Id] = info;
        return Task.CompletedTask;
    }

    public Task<V0StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_paths[id]);

    public Task StorageReportHealthAsync(string id, V0HealthReport report, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _healthReports);
        return Task.CompletedTask;
    }

    public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken)
    {
        Declared.Add((id, sector, type));
        return Task.CompletedTask;
    }

    public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<V0StorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, bool allowFetch,
        CancellationToken cancellationToken) =>
        Task.FromResult<V0StorageInfo[]?>([.. Declared.Where(entry => entry.Sector == sector && types.HasFlag(entry.Type))
            .Select(entry => _paths[entry.Id]).Distinct()]);

    public Task<V0StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, int registeredProof, bool sealing,
        CancellationToken cancellationToken) =>
        Task.FromResult<V0StorageInfo[]?>([.. _paths.Values]);
}
