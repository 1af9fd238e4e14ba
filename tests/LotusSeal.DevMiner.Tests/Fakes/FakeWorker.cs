using System.Collections.Concurrent;
using System.Net;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Tests.Fakes;

/// <summary>A worker on the real wire whose tasks are scripted: they seal nothing, but declare files as a worker would.</summary>
internal sealed class FakeWorker : UnsupportedWorkerApi, IAsyncDisposable
{
    public static readonly Cid ZeroPiece = Cid.Parse("baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy");
    public static readonly Cid SomeReplica = Cid.FromCommR(new CommR(new Digest([.. Enumerable.Repeat((byte)7, 32)])));

    /// <summary>As a worker's pause between two deliveries.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<CallError>> _failures = new();
    private readonly ConcurrentQueue<string> _journal = new();
    private volatile bool _stopped;

    private FakeWorker(DevMinerHost miner, string? token, int port)
    {
        Miner = RpcClient.Create<IMinerApi>(new ApiInfo(token ?? miner.AdminToken, miner.RpcUrl));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        new RpcServer(new MinerVerifier(this)).Serve<IWorkerApi>(this).MapTo(_app);
    }

    public IMinerApi Miner { get; }

    public Guid Id { get; set; } = Guid.NewGuid();

    public uint ApiVersion { get; set; } = 67328;

    public string PathId { get; } = Guid.NewGuid().ToString();

    public bool SessionFails { get; set; }

    public string Hostname { get; init; } = "fake";

    public Dictionary<string, EmptyObject> Tasks { get; } = new[]
    {
        TaskTypes.AddPiece, TaskTypes.PreCommit1, TaskTypes.PreCommit2, TaskTypes.Commit1, TaskTypes.Commit2, TaskTypes.Fetch, TaskTypes.Finalize,
        TaskTypes.FinalizeUnsealed, TaskTypes.Unseal, TaskTypes.DataCid,
    }.ToDictionary(task => task, _ => new EmptyObject());

    /// <summary>Calls in the order they came, method name and call id or nothing.</summary>
    public IReadOnlyList<string> Journal => [.. _journal];

    public ConcurrentDictionary<string, CallId> LastCalls { get; } = new();

    /// <summary>Answers window proofs, which this worker does not offer by itself.</summary>
    public Func<PostSectorChallenge[], CancellationToken, Task<WindowPoStResult>>? Window { get; set; }

    public int Port => new Uri(_app.Urls.First()).Port;

    public string Url => $"http://127.0.0.1:{Port}/rpc/v0";

    public static async Task<FakeWorker> StartAsync(DevMinerHost miner, bool connect = true, int port = 0, string hostname = "fake")
    {
        FakeWorker worker = new(miner, null, port) { Hostname = hostname };
        await worker._app.StartAsync();
        if (connect) await worker.ConnectAsync();
        return worker;
    }

    public async Task ConnectAsync()
    {
        FsStat stat = new(1L << 40, 1L << 40, 1L << 40, 0, 0, 0);
        await Miner.StorageAttachAsync(new StorageInfo(PathId, [$"http://127.0.0.1:{Port}/remote"], 10, 0, true, true), stat, default);
        await Miner.StorageReportHealthAsync(PathId, new HealthReport(stat, ""), default);
        await Miner.WorkerConnectAsync(Url, default);
    }

    /// <summary>Tasks of this method wait until <see cref="Release"/>.</summary>
    public void Hold(string method) => _gates[method] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release(string method)
    {
        if (_gates.TryRemove(method, out TaskCompletionSource? gate)) gate.SetResult();
    }

    /// <summary>The next task of this method fails.</summary>
    public void FailNext(string method, SealErrorCode code, string message) =>
        _failures.GetOrAdd(method, _ => new ConcurrentQueue<CallError>()).Enqueue(new CallError(code, message));

    public int CountOf(string method) => _journal.Count(entry => entry == method);

    public async Task WaitForAsync(string method, int count = 1)
    {
        await Patience.UntilAsync($"{method} comes {count} times", () => CountOf(method) >= count, () => string.Join(' ', _journal));
    }

    public override Task<uint> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(ApiVersion);

    public override Task<Guid> SessionAsync(CancellationToken cancellationToken) =>
        SessionFails ? throw new RpcException("worker disabled") : Task.FromResult(Id);

    public override Task<WorkerInfo> InfoAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new WorkerInfo(Hostname, false, new WorkerResources(16UL << 30, 1UL << 30, 0, 0, 8, [], null)));

    public override Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, EmptyObject>?>(Tasks);

    public override Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<StoragePath[]?>([new StoragePath(PathId, 10, "/nowhere", true, true)]);

    public override Task<CallId> DataCidAsync(ulong unpaddedSize, PieceReader data, CancellationToken cancellationToken)
    {
        data.Dispose();
        return Start(default, "DataCid", (call, error) =>
            Miner.ReturnDataCidAsync(call, new PieceInfo(new UnpaddedSize(unpaddedSize).ToPadded().Bytes, ZeroPiece), error, default));
    }

    public override Task<CallId> AddPieceAsync(SectorRef sector, ulong[]? existingUnpaddedSizes, ulong unpaddedSize, PieceReader data,
        CancellationToken cancellationToken)
    {
        data.Dispose();
        return Start(sector.Id, "AddPiece", (call, error) =>
            Miner.ReturnAddPieceAsync(call, new PieceInfo(new UnpaddedSize(unpaddedSize).ToPadded().Bytes, ZeroPiece), error, default),
            () => DeclareAsync(sector, SectorFileType.Unsealed));
    }

    public override Task<CallId> SealPreCommit1Async(SectorRef sector, byte[]? ticket, PieceInfo[]? pieces, CancellationToken cancellationToken) =>
        Start(sector.Id, "SealPreCommit1", (call, error) => Miner.ReturnSealPreCommit1Async(call, error is null ? [1, 2, 3] : null, error, default),
            () => DeclareAsync(sector, SectorFileType.Sealed | SectorFileType.Cache));

    public override Task<CallId> SealPreCommit2Async(SectorRef sector, byte[]? preCommit1Output, CancellationToken cancellationToken) =>
        Start(sector.Id, "SealPreCommit2", (call, error) =>
            Miner.ReturnSealPreCommit2Async(call, error is null ? new SectorCids(ZeroPiece, SomeReplica)
                : new SectorCids(null, null), error, default));

    public override Task<CallId> SealCommit1Async(SectorRef sector, byte[]? ticket, byte[]? seed, PieceInfo[]? pieces, SectorCids cids,
        CancellationToken cancellationToken) =>
        Start(sector.Id, "SealCommit1", (call, error) => Miner.ReturnSealCommit1Async(call, error is null ? [4] : null, error, default));

    public override Task<CallId> SealCommit2Async(SectorRef sector, byte[]? commit1Output, CancellationToken cancellationToken) =>
        Start(sector.Id, "SealCommit2", (call, error) => Miner.ReturnSealCommit2Async(call, error is null ? [5] : null, error, default));

    public override Task<CallId> FetchAsync(SectorRef sector, SectorFileType types, PathType pathType, AcquireMode mode,
        CancellationToken cancellationToken) =>
        Start(sector.Id, "Fetch", (call, error) => Miner.ReturnFetchAsync(call, error, default));

    public override Task<CallId> ReleaseUnsealedAsync(SectorRef sector, UnpaddedRange[]? keep, CancellationToken cancellationToken) =>
        Start(sector.Id, "ReleaseUnsealed", (call, error) => Miner.ReturnReleaseUnsealedAsync(call, error, default),
            () => Miner.StorageDropSectorAsync(PathId, sector.Id, SectorFileType.Unsealed, default));

    public override Task<CallId> FinalizeSectorAsync(SectorRef sector, CancellationToken cancellationToken) =>
        Start(sector.Id, "FinalizeSector", (call, error) => Miner.ReturnFinalizeSectorAsync(call, error, default));

    public override Task<CallId> MoveStorageAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken) =>
        Start(sector.Id, "MoveStorage", (call, error) => Miner.ReturnMoveStorageAsync(call, error, default));

    public override Task<WindowPoStResult> GenerateWindowPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, int partition,
        byte[]? randomness, CancellationToken cancellationToken)
    {
        _journal.Enqueue("GenerateWindowPoSt");
        return Window!(challenges!, cancellationToken);
    }

    /// <summary>Answers each winning proof with these bytes.</summary>
    public override Task<PoStProof[]?> GenerateWinningPoStAsync(int postProof, ulong miner, PostSectorChallenge[]? challenges, byte[]? randomness,
        CancellationToken cancellationToken)
    {
        _journal.Enqueue("GenerateWinningPoSt");
        Assert.Equal(66, Assert.Single(challenges!).Challenge!.Length);
        return Task.FromResult<PoStProof[]?>([new PoStProof(postProof, new byte[192])]);
    }

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        foreach (string method in _gates.Keys) Release(method);
        using CancellationTokenSource now = new(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task DeclareAsync(SectorRef sector, SectorFileType types)
    {
        foreach (SectorFileType type in types.Each()) await Miner.StorageDeclareSectorAsync(PathId, sector.Id, type, false, default);
    }

    private Task<CallId> Start(SectorId sector, string method, Func<CallId, CallError?, Task> giveBack, Func<Task>? work = null)
    {
        CallId call = new(sector, Guid.NewGuid());
        LastCalls[method] = call;
        _journal.Enqueue(method);
        _ = Task.Run(async () =>
        {
            if (_gates.TryGetValue(method, out TaskCompletionSource? gate)) await gate.Task;
            CallError? error = _failures.TryGetValue(method, out ConcurrentQueue<CallError>? queue)
                && queue.TryDequeue(out CallError? next) ? next : null;
            if (error is null && work is not null) await work();
            while (!_stopped)
            {
                try
                {
                    await giveBack(call, error);
                    return;
                }
                catch (RpcTransportException)
                {
                    await Task.Delay(RetryDelay);
                }
            }
        });
        return Task.FromResult(call);
    }

    private sealed class MinerVerifier(FakeWorker worker) : ITokenVerifier
    {
        private readonly ConcurrentDictionary<string, Permission> _known = new();

        public async ValueTask<Permission?> VerifyAsync(string token, CancellationToken cancellationToken)
        {
            if (_known.TryGetValue(token, out Permission known)) return known;
            try
            {
                Permission granted = PermissionNames.Parse(await worker.Miner.AuthVerifyAsync(token, cancellationToken));
                _known[token] = granted;
                return granted;
            }
            catch (RpcException)
            {
                return null;
            }
        }
    }
}
