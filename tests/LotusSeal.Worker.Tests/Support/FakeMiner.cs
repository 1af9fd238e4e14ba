using System.Collections.Concurrent;
using System.Text.Json;
using LotusSeal.DevMiner.Auth;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A miner on the real wire: its server and index are the product's, its decisions are the test's.</summary>
internal sealed class FakeMiner : IAsyncDisposable, IMinerApi, ITokenVerifier
{
    private static readonly JwtTokens Tokens = new(new byte[32]);
    private readonly ConcurrentQueue<(string Method, string Params)> _calls = new();
    private readonly MinerSectorIndex _index = new(TimeProvider.System);
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<ReturnedCall>> _returns = new();
    private JwtTokens _tokens = Tokens;
    private WebApplication? _app;

    /// <summary>An admin token of this miner.</summary>
    public static string Token { get; } = Tokens.Issue(Permission.Read | Permission.Write | Permission.Sign | Permission.Admin);

    public uint ApiVersion { get; init; } = GenerationProbe.CurrentMinerVersion;

    public Guid MinerSession { get; set; } = Guid.NewGuid();

    public Uri Url { get; private set; } = new("http://127.0.0.1:1");

    public TaskCompletionSource<string> Connected { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sees every call; throws to answer with an error, or sets its fate.</summary>
    public Func<RpcCall, Task>? Script { get; set; }

    /// <summary>Wire names without prefix, in order of arrival.</summary>
    public IReadOnlyList<string> Methods => [.. _calls.Select(call => call.Method)];

    public IReadOnlyList<(string Method, string Params)> Calls => [.. _calls];

    /// <summary>How often a method was called.</summary>
    public int CountOf(string method) => _calls.Count(call => call.Method == method);

    /// <summary>Waits until the worker has gone through this many whole checks of the miner's session from now on.</summary>
    public Task WaitForChecksAsync(int count)
    {
        // A check begins with the question; that the next one begins says that it has ended. The one that is running may have begun before.
        int enough = CountOf("Session") + count + 1;
        return Patience.UntilAsync("the worker checks the session", () => CountOf("Session") >= enough, () => string.Join(' ', Methods));
    }

    public void ForgetCalls() => _calls.Clear();

    public static async Task<FakeMiner> StartAsync(FakeMiner? miner = null, int port = 0)
    {
        miner ??= new FakeMiner();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        WebApplication app = builder.Build();
        RpcServer server = new(miner, new RpcServerOptions { Intercept = miner.InterceptAsync });
        server.Serve<IMinerApi>(miner);
        server.MapTo(app);
        await app.StartAsync();
        miner._app = app;
        miner.Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/rpc/v0");
        return miner;
    }

    /// <summary>Makes a new secret, as a miner whose keystore was renewed; tokens of before are refused.</summary>
    /// <returns>An admin token of the new secret.</returns>
    public string RenewSecret()
    {
        _tokens = new JwtTokens(JwtTokens.NewSecret());
        return _tokens.Issue(PermissionNames.All);
    }

    public ValueTask<Permission?> VerifyAsync(string token, CancellationToken cancellationToken) => _tokens.VerifyAsync(token, cancellationToken);

    /// <summary>Looks like a restart of the miner's process, at the same address.</summary>
    public void Restart()
    {
        Connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        MinerSession = Guid.NewGuid();
    }

    /// <summary>Waits for the result of a call, with a limit of its own if need be.</summary>
    public Task<ReturnedCall> ReturnOf(CallId call, TimeSpan? limit = null) => Slot(call).Task.WaitAsync(limit ?? Patience.Limit);

    public async ValueTask DisposeAsync()
    {
        if (_app is null) return;
        using CancellationTokenSource now = new(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    public Task<NodeVersion> VersionAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new NodeVersion("1.36.1-test", ApiVersion, 4, "lotus"));

    public Task<string> ActorAddressAsync(CancellationToken cancellationToken) => Task.FromResult("t01000");

    public Task<ulong> ActorSectorSizeAsync(string address, CancellationToken cancellationToken) => Task.FromResult(2048UL);

    public Task<Guid> SessionAsync(CancellationToken cancellationToken) => Task.FromResult(MinerSession);

    public async Task<string[]?> AuthVerifyAsync(string token, CancellationToken cancellationToken) =>
        await VerifyAsync(token, cancellationToken) is { } permission ? PermissionNames.ToNames(permission).ToArray()
            : throw new RpcException("JWT Verification failed (HMAC)");

    public Task WorkerConnectAsync(string url, CancellationToken cancellationToken)
    {
        Connected.TrySetResult(url);
        return Task.CompletedTask;
    }

    public Task StorageAttachAsync(StorageInfo info, FsStat stat, CancellationToken cancellationToken) =>
        _index.StorageAttachAsync(info, stat, cancellationToken);

    public Task StorageDetachAsync(string id, string url, CancellationToken cancellationToken) =>
        Errors(() => _index.StorageDetachAsync(id, url, cancellationToken));

    public Task<StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken) => _index.StorageInfoAsync(id, cancellationToken);

    public Task StorageReportHealthAsync(string id, HealthReport report, CancellationToken cancellationToken) =>
        Errors(() => _index.StorageReportHealthAsync(id, report, cancellationToken));

    public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, bool primary, CancellationToken cancellationToken) =>
        _index.StorageDeclareSectorAsync(id, sector, type, primary, cancellationToken);

    public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
        _index.StorageDropSectorAsync(id, sector, type, cancellationToken);

    public Task<SectorStorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, ulong sectorSize, bool allowFetch,
        CancellationToken cancellationToken) =>
        _index.StorageFindSectorAsync(sector, types, sectorSize, allowFetch, cancellationToken);

    public async Task<StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, ulong sectorSize, PathType pathType, ulong miner,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _index.StorageBestAllocAsync(types, sectorSize, pathType, miner, cancellationToken);
        }
        catch (StorageException e)
        {
            throw new RpcException(e.Message, e);
        }
    }

    public Task<Dictionary<string, SectorDeclaration[]>?> StorageListAsync(CancellationToken cancellationToken) =>
        _index.StorageListAsync(cancellationToken);

    public Task ReturnDataCidAsync(CallId call, PieceInfo piece, CallError? error, CancellationToken cancellationToken) => Take(call, piece, error);

    public Task ReturnAddPieceAsync(CallId call, PieceInfo piece, CallError? error, CancellationToken cancellationToken) => Take(call, piece, error);

    public Task ReturnSealPreCommit1Async(CallId call, byte[]? output, CallError? error, CancellationToken cancellationToken) =>
        Take(call, output, error);

    public Task ReturnSealPreCommit2Async(CallId call, SectorCids cids, CallError? error, CancellationToken cancellationToken) =>
        Take(call, cids, error);

    public Task ReturnSealCommit1Async(CallId call, byte[]? output, CallError? error, CancellationToken cancellationToken) =>
        Take(call, output, error);

    public Task ReturnSealCommit2Async(CallId call, byte[]? proof, CallError? error, CancellationToken cancellationToken) => Take(call, proof, error);

    public Task ReturnFinalizeSectorAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Take(call, null, error);

    public Task ReturnReleaseUnsealedAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Take(call, null, error);

    public Task ReturnReplicaUpdateAsync(CallId call, ReplicaUpdateOut output, CallError? error, CancellationToken cancellationToken) =>
        Take(call, output, error);

    public Task ReturnProveReplicaUpdate1Async(CallId call, byte[][]? proofs, CallError? error, CancellationToken cancellationToken) =>
        Take(call, proofs, error);

    public Task ReturnProveReplicaUpdate2Async(CallId call, byte[]? proof, CallError? error, CancellationToken cancellationToken) =>
        Take(call, proof, error);

    public Task ReturnGenerateSectorKeyFromDataAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Take(call, null, error);

    public Task ReturnFinalizeReplicaUpdateAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Take(call, null, error);

    public Task ReturnMoveStorageAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Take(call, null, error);

    public Task ReturnUnsealPieceAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Take(call, null, error);

    public Task ReturnReadPieceAsync(CallId call, bool ok, CallError? error, CancellationToken cancellationToken) => Take(call, ok, error);

    public Task ReturnDownloadSectorAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Take(call, null, error);

    public Task ReturnFetchAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Take(call, null, error);

    private static async Task Errors(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (StorageException e)
        {
            throw new RpcException(e.Message, e);
        }
    }

    private async Task InterceptAsync(RpcCall call, CancellationToken cancellationToken)
    {
        string method = call.Method["Filecoin.".Length..];
        _calls.Enqueue((method, call.Params.ValueKind == JsonValueKind.Undefined ? "[]" : call.Params.GetRawText()));
        if (Script is { } script) await script(call);
    }

    private TaskCompletionSource<ReturnedCall> Slot(CallId call) =>
        _returns.GetOrAdd(call.Id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private Task Take(CallId call, object? value, CallError? error)
    {
        if (!Slot(call).TrySetResult(new ReturnedCall(value, error))) throw new RpcException($"result for call {call} already reported");
        return Task.CompletedTask;
    }
}

/// <summary>What a worker returned.</summary>
internal sealed record ReturnedCall(object? Value, CallError? Error)
{
    /// <summary>The value of a call that must have succeeded.</summary>
    public T Ok<T>()
    {
        Assert.Null(Error);
        return Assert.IsType<T>(Value);
    }
}
