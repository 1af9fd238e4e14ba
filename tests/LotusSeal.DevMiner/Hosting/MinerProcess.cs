using LotusSeal.DevMiner.Api;
using LotusSeal.DevMiner.Calls;
using LotusSeal.DevMiner.Index;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.DevMiner.Spacetime;
using LotusSeal.DevMiner.V0;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Hosting;

/// <summary>One run of a miner: what a process would be, from its session to its connections.</summary>
internal sealed class MinerProcess : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _health = Task.CompletedTask;
    private SectorStore? _store;
    private VanillaProofs? _vanilla;

    private MinerProcess(int port, SectorLedger ledger, SectorPipeline pipeline)
    {
        Port = port;
        Ledger = ledger;
        Pipeline = pipeline;
    }

    public int Port { get; }

    public SectorLedger Ledger { get; }

    public SectorPipeline Pipeline { get; }

    /// <summary>The parts of today's generation.</summary>
    public MinerServices? Services { get; private init; }

    public static async Task<MinerProcess> StartAsync(DevMinerOptions options, DevMinerHost host, int port, string advertisedHost, HttpClient http,
        CancellationToken cancellationToken)
    {
        ILogger logger = options.Loggers.CreateLogger("LotusSeal.DevMiner");
        MinerServer server = new(options.ListenAddress, port, host.Faults, options.Loggers);
        RpcServer rpc = new(host.Repository.Tokens, new RpcServerOptions { Intercept = host.Faults.InterceptAsync, Time = options.Time });
        MinerSectorIndex index = new(options.Time);
        SectorStore store = new(index, new SectorStoreOptions
        {
            BaseUrl = $"http://{advertisedHost}:{server.Port}/remote",
            Token = () => host.Repository.Tokens.Issue(Permission.Admin),
        }, options.Loggers.CreateLogger<SectorStore>(), options.Time);
        SectorLedger ledger = new(host.Repository.SectorsFolder, options.ActorId);
        MinerKeys keys = new(options.ParametersFolder);
        PoRepConfig config = PoRepConfig.ForProof(options.Pipeline.ProofType);
        ProofChecks? checks = options.Pipeline.VerifyProofs
            ? new ProofChecks(options.Sealer!, options.Pipeline.Prove ? keys.Seal(config) : null,
                options.Pipeline.Prove ? keys.Update(config) : null)
            : null;
        // A key that cannot be used is told before the first window needs it.
        if (options.ProvingPeriod > TimeSpan.Zero) _ = keys.Post(RegisteredPoStProofs.WindowProofOf(options.Pipeline.ProofType));

        SectorChallenger challenger = new(ledger, index, http, () => host.Repository.Tokens.Issue(Permission.Admin));
        MinerProcess process = options.Generation == LotusGeneration.V0
            ? Seeded(options, host, server, rpc, index, store, ledger, checks, challenger, logger)
            : Current(options, host, server, rpc, index, store, ledger, checks, keys, challenger, http, logger);
        process._store = store;
        RequestAuthorizer authorizer = new(host.Repository.Tokens);
        process._vanilla = options.Sealer is null ? null : new VanillaProofs(new MinerVanillaProver(options.Sealer), 0, TimeSpan.Zero, options.Time);
        RemoteEndpoints.Map(server.App, store, context => AuthorizeFilesAsync(authorizer, context), "write", process._vanilla);
        rpc.MapTo(server.App);
        await server.StartAsync(cancellationToken);
        await process.OpenOwnPathAsync(options, store, logger, cancellationToken);
        process.Pipeline.Resume();
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _health;
        // The server goes first, so that nobody calls parts that are gone; then the sectors' steps, then the scheduler.
        while (_parts.TryPop(out IAsyncDisposable? part)) await part.DisposeAsync();
        _vanilla?.Dispose();
        _store?.Dispose();
        _stop.Dispose();
    }

    private static MinerProcess Current(DevMinerOptions options, DevMinerHost host, MinerServer server, RpcServer rpc,
        MinerSectorIndex index, SectorStore store,
        SectorLedger ledger, ProofChecks? checks, MinerKeys keys, SectorChallenger challenger, HttpClient http, ILogger logger)
    {
        CallTracker calls = new(host.Repository.CallsFile, options.Time, options.AbortUnfinishedWork);
        JobBoard jobs = new(options.Time);
        SectorLockTable locks = new();
        Scheduler scheduler = new(options.Scheduler, worker => new WorkerLease(worker.Api, worker.Id, worker.Info.Hostname, calls, jobs),
            options.Time, logger);
        WorkerConnector connector = new(host.Repository.Tokens, scheduler, options.Scheduler.PollTimeout, logger);
        SealingOperations operations = new(scheduler, calls, index, locks, logger);
        UpdateOperations updates = new(operations, index, locks, http, () => host.Repository.Tokens.Issue(Permission.Admin));
        SectorPipeline pipeline = new(ledger, operations, checks, options.Pipeline, options.Time, logger, updates);
        SectorUnsealer unsealer = new(ledger, operations, index, options.Sealer, http, () => host.Repository.Tokens.Issue(Permission.Admin));
        SpacetimeProofs spacetime = new(ledger, new WindowLedger(host.Repository.WindowsFolder, options.Time),
            new PostOperations(scheduler, options.ActorId, options.Pipeline.RetryInterval, options.Time, logger), keys, options, logger);
        MinerServices services = new(options, host.Repository, index, store, calls, jobs, locks, scheduler, connector, operations, ledger,
            pipeline, unsealer, challenger, spacetime, host);
        MinerApi api = new(services);
        rpc.Serve<IMinerApi>(api).Serve<IMinerAdminApi>(api)
            .Serve<IDevMinerApi>(new DevApi(host, pipeline, host.Faults, unsealer.UnsealAsync, challenger, spacetime));
        MinerProcess process = new(server.Port, ledger, pipeline) { Services = services };
        process._parts.Push(scheduler);
        process._parts.Push(pipeline);
        process._parts.Push(spacetime);
        process._parts.Push(server);
        return process;
    }

    private static MinerProcess Seeded(DevMinerOptions options, DevMinerHost host, MinerServer server, RpcServer rpc,
        MinerSectorIndex index, SectorStore store,
        SectorLedger ledger, ProofChecks? checks, SectorChallenger challenger, ILogger logger)
    {
        V0Workers workers = new(host.Repository.Tokens, logger);
        SectorPipeline pipeline = new(ledger, new V0Steps(workers, store, options.Sealer!), checks, options.Pipeline, options.Time, logger);
        V0MinerApi api = new(options, host, index, workers, ledger, pipeline);
        rpc.Serve<IV0MinerApi>(api).Serve<IV0MinerAdminApi>(api).Serve<IV0SectorsApi>(api)
            .Serve<IDevMinerApi>(new DevApi(host, pipeline, host.Faults,
            (_, _, _) => throw new InvalidDataException("Workers of v0.3.0 do not unseal."), challenger, null));
        MinerProcess process = new(server.Port, ledger, pipeline);
        process._parts.Push(workers);
        process._parts.Push(pipeline);
        process._parts.Push(server);
        return process;
    }

    /// <summary>A bad token is answered with an empty body; a good one needs admin, although the text for a missing permission says write.</summary>
    private static async ValueTask<bool> AuthorizeFilesAsync(RequestAuthorizer authorizer, HttpContext context)
    {
        Permission? granted = await authorizer.AuthorizeAsync(context, Permission.None, context.RequestAborted);
        if (granted is null) context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return granted?.HasFlag(Permission.Admin) == true;
    }

    private async Task OpenOwnPathAsync(DevMinerOptions options, SectorStore store, ILogger logger, CancellationToken cancellationToken)
    {
        if (options.StoragePath is null) return;
        if (!File.Exists(Path.Combine(options.StoragePath, StorageDescriptor.FileName)))
            StorageDescriptor.Create(options.StoragePath,
                new StorageDescriptor { Id = StorageDescriptor.NewId(), Weight = 10, CanSeal = true, CanStore = true });
        await store.OpenPathAsync(options.StoragePath, cancellationToken);
        if (Services is { } services)
        {
            BuiltinWorker builtin = new(store, options.Sealer, services.Calls, "miner-builtin", logger);
            _parts.Push(builtin);
            WorkerInfo info = await builtin.InfoAsync(cancellationToken);
            services.Scheduler.AddWorker(new SchedWorker(await builtin.SessionAsync(cancellationToken), info, builtin, "in this process", null));
        }

        _health = Task.Run(() => ReportHealthAsync(options, store, logger, _stop.Token), CancellationToken.None);
    }

    private static async Task ReportHealthAsync(DevMinerOptions options, SectorStore store, ILogger logger, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.HealthInterval, options.Time, stop);
                await store.ReportHealthAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (Exception error)
        {
            logger.LogError(error, "The health of the miner's own path is not reported any more");
        }
    }
}
