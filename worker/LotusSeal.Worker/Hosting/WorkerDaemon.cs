using System.Net;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Proving;
using LotusSeal.Sealing.Memory;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;
using LotusSeal.Storage;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Cores;
using LotusSeal.Worker.Gpus;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Provers;
using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tasks;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// A running worker: its parts, in the order in which they start (protocol spec 1.7) and, backwards, stop.
/// </summary>
internal sealed class WorkerDaemon : IAsyncDisposable
{
    private readonly WorkerRunOptions _options;
    private readonly WorkerTimings _timings;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Stack<Func<ValueTask>> _closers = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _background = [];
    private readonly WorkerShutdown _shutdown = new();
    private readonly WorkerMetrics _metrics = new();
    private readonly MinerConnectionState _link = new();
    private readonly MinerWhereabouts _where;
    private WorkerServer? _server;
    private TaskTypeSet? _tasks;
    private TaskRunner? _runner;
    private ResultDelivery _delivery = null!;
    private ProofReadiness? _proofs;
    private GpuRequirement? _gpuRequirement;
    private LabelCores? _cores;
    private Func<CancellationToken, Task> _register = null!;

    private WorkerDaemon(WorkerRunOptions options, WorkerTimings timings, ILoggerFactory loggers)
    {
        (_options, _timings, _loggers, _logger) = (options, timings, loggers, loggers.CreateLogger("LotusSeal.Worker"));
        _where = new MinerWhereabouts(options.FindMiner, _logger);
        WorkerGauges.Register(_metrics, _link);
    }

    /// <summary>Where the worker serves; set once it does.</summary>
    public ListenAddress Address { get; private set; } = null!;

    /// <summary>The worker's session.</summary>
    public WorkerSession Session { get; } = new();

    /// <summary>The connection state.</summary>
    public MinerConnectionState Link => _link;

    /// <summary>Starts a worker: returns when it is registered, or was told to shut down before that.</summary>
    /// <exception cref="WorkerStartException">It cannot start.</exception>
    public static async Task<WorkerDaemon> StartAsync(WorkerRunOptions options, WorkerTimings timings, ILoggerFactory loggers,
        Func<string, string?> environment,
        CancellationToken cancellationToken)
    {
        WorkerDaemon daemon = new(options, timings, loggers);
        try
        {
            // A stop that is asked for in the middle of the start ends it there.
            using CancellationTokenSource start = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, daemon._shutdown.Token);
            await daemon.StartAsync(environment, start.Token);
            return daemon;
        }
        catch (OperationCanceledException) when (daemon._shutdown.IsRequested && !cancellationToken.IsCancellationRequested)
        {
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>Works until cancelled or shut down by a call.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Task stopped = Task.Delay(Timeout.Infinite, cancellationToken);
        Task ended = await Task.WhenAny([stopped, _shutdown.Requested, .. _background]);
        if (ended == _shutdown.Requested)
        {
            // Before it has found a miner there is nobody to be told.
            if (_runner is null) return;
            // The zero session makes the miner drop this worker at its next poll; until then the server must answer.
            _logger.ShutdownRequested(_timings.ShutdownGrace.TotalSeconds);
            Session.Close();
            _link.NotReady("shutting down");
            await _runner.StopAsync(_timings.StopPatience);
            await Task.WhenAny(stopped, Task.Delay(_timings.ShutdownGrace, CancellationToken.None));
        }
        else if (ended != stopped)
        {
            // A background loop never ends on its own; when one breaks, running on without it would look healthy and not be.
            await ended;
            throw new InvalidOperationException("A background loop of the worker ended.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _link.NotReady("stopping");
        // What has not been brought to the miner is owed to it, also by a worker that has not found it.
        if (_delivery is not null) _logger.Stopping(_runner?.Jobs().Count ?? 0, _delivery.Count);
        // Loops and tasks first (their rows stay in the store), then the server, then the files.
        await _stopping.CancelAsync();
        if (_runner is not null) await _runner.StopAsync(_timings.StopPatience);
        // One that broke has told so by ending RunAsync.
        foreach (Task loop in _background) await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server is not null) await _server.DisposeAsync();
        while (_closers.TryPop(out Func<ValueTask>? close)) await close();
        _stopping.Dispose();
        _shutdown.Dispose();
    }

    private async Task StartAsync(Func<string, string?> environment, CancellationToken cancellationToken)
    {
        ResourceTable resources = ResourceTable.Load(environment);
        WorkerRepository repository = Own(WorkerRepository.Open(_options.RepositoryPath, _options.NoLocalStorage));
        CallStore calls = Own(CallStore.Open(repository.CallStoreFile));
        string ownToken = repository.OwnToken();
        Address = Own(await ListenAddress.BindAsync(_options.Listen, cancellationToken));
        TaskTypeSet tasks = _tasks = new TaskTypeSet(_options.Tasks);
        WorkerInfoSource info = new(_options.Name, _options.NoSwap, _options.Host, resources);
        _delivery = new ResultDelivery(calls, new DeliverySettings { RetryDelay = _timings.DeliveryRetry, WorkerName = _options.Name },
            _metrics, _loggers.CreateLogger<ResultDelivery>());
        WorkerGauges.Register(_metrics, _delivery);
        Recover(calls);
        WorkerGauges.Register(_metrics, tasks);
        WorkerEndpoints endpoints = new(_link, () => _gpuRequirement?.Withheld ?? [], _metrics, WhileStarting(ownToken, tasks, info));
        _server = await WorkerServer.StartAsync(Address, _options.HttpServerTimeout, _loggers, endpoints.Map, cancellationToken);
        IPEndPoint local = Address.LocalEndPoint;
        repository.WriteApi(local);

        MinerConnection miner = Own(await WaitForMinerAsync(cancellationToken));
        _link.NotReady("starting: opening storage paths");
        _proofs = ProverFactory.Check(_options, miner.SectorSize, tasks, _logger);
        (BackendPool backends, string? noGpu) = await SealerFactory.ChooseBackendsAsync(_options, _logger, cancellationToken);
        foreach (ChildGpu gpu in backends.Candidates.OfType<ChildGpu>()) Own(gpu);
        LabelCores cores = _cores = new(_options.LabelCores, resources.MaxConcurrent(TaskTypes.PreCommit1, miner.SectorSize), _logger);
        cores.Announce();
        info.CpuCount = () => cores.CpuCount;
        ISectorSealer sealer = SealerFactory.Create(_options, backends, cores, _logger);
        GpuWatch gpus = Own(GpuWatch.Start(backends, _logger));
        bool v0 = miner.Generation == LotusGeneration.V0;
        ISectorIndex index = v0 ? new V0SectorIndex(miner.Connection.As<IV0MinerApi>()) : miner.Connection.As<IMinerApi>();
        index = new RetryingSectorIndex(index, _timings.IndexPatience, _loggers.CreateLogger<RetryingSectorIndex>());
        SectorStoreOptions storeOptions = StoreOptions();
        SectorStore store = Own(new SectorStore(index, storeOptions, _loggers.CreateLogger<SectorStore>(), TimeProvider.System));
        PreCommit2Options preCommit2 = new() { ExternalCommand = _options.ExternalPreCommit2, CheckRounds = _options.PreCommit2CheckRounds };
        ILogger taskLog = _loggers.CreateLogger("LotusSeal.Worker.Tasks");
        ChildProver prover = Own(ProverFactory.Create(_options, gpus, taskLog));
        ProofDevices proofDevices = new(prover, backends, tasks);
        gpus.Proofs = proofDevices;
        _gpuRequirement = GpuRequirement.Watch(_options, backends, noGpu, prover, tasks, _logger);
        SealingPhase[] phases = [.. _options.PhasesOnGpus];
        info.UsedGpus = () => [.. BackendChoice.UsedGpus(sealer.Backends, phases).Union(proofDevices.UsedGpus)];
        VanillaProofs vanilla = Own(new VanillaProofs(new SectorVanillaProver(sealer), _options.PostParallelReads, _options.PostReadTimeout,
            TimeProvider.System));
        VanillaReader reader = Own(new VanillaReader(store, vanilla, storeOptions));
        ISectorUpdater updater = SealerFactory.CreateUpdater(_options, backends, _logger);
        TaskServices services = new(store, sealer, updater, store.DownloadAsync, preCommit2, prover, reader.ReadAsync,
            new MemoryGate(_options.Host, _options.ChecksMemory), MemoryOf, taskLog);
        PhaseMemory MemoryOf(ProofNeeds needs) => new((ulong)(proofDevices.UsedGpus.Any() ? needs.MemoryWithDevice : needs.Memory));
        // It ends when they are read, as no loop does.
        _ = ProverFactory.PrepareAsync(prover, tasks, miner.SectorSize, taskLog, _stopping.Token);
        _runner = Own(new TaskRunner(calls, _delivery, services, resources, _options.Name, _metrics, _loggers.CreateLogger<TaskRunner>()));
        WorkerGauges.Register(_metrics, _runner, store, sealer);
        WorkerGauges.Register(_metrics, cores);
        GpuGauges.Register(_metrics, gpus.Reports);
        // A miner of v0.3.0 does not say when it removes a file for good: its moves end like that too.
        if (!v0) store.Work = _runner.Work;
        StorageControl storage = Own(new StorageControl(store, _runner.Work, repository.StorageConfigFile));

        foreach (string path in StorageConfig.Read(repository.StorageConfigFile).Folders)
            await OpenPathAsync(store, _where.Known!, path, cancellationToken);
        IdleMemory memory = new(() => _runner.IsQuiet);
        SealingPathWatch sealing = new(store, tasks, _logger);
        Background(TidyLoop.RunAsync(store, _timings.Tidying, _stopping.Token));
        Background(HealthLoop.RunAsync(store, sealing, memory, _timings.Heartbeat, _logger, _stopping.Token));
        if (!v0) Background(_delivery.RunAsync(new WireReturns(miner.Connection), _stopping.Token));
        else if (_delivery.Count > 0) _logger.ResultsOfAnotherGeneration(_delivery.Count);

        MinerTokenVerifier minerTokens = Own(v0 ? new MinerTokenVerifier(miner.Connection.As<IV0MinerApi>(), TimeProvider.System)
            : new MinerTokenVerifier(miner.Connection.As<IMinerApi>(), TimeProvider.System));
        OwnTokenVerifier verifier = new(ownToken, minerTokens);
        RpcServer rpc = new(verifier, new RpcServerOptions { StallTimeout = _timings.PiecePatience });
        WorkerParts parts = new(tasks, info, _runner, storage);
        Registration registration = new(_link, _metrics, Address.RpcUrl, _timings, miner, () => Session.Enabled);
        if (v0) ServeV0(rpc, miner, parts, registration);
        else ServeCurrent(rpc, miner, parts, registration, store);
        endpoints.Open(new ServedParts(rpc, new RequestAuthorizer(verifier), () => _where.Token, Jobs, gpus.List,
            () => StatusEndpoints.Storage(store), new ServedFiles(store, vanilla)));
        // With a wildcard it is known only now.
        if (!Address.LocalEndPoint.Equals(local)) repository.WriteApi(Address.LocalEndPoint);
        _logger.Serving(Address.HostPort.ToString(), string.Join(' ', parts.Tasks.ToWire().Keys.Select(TaskTypes.ShortName)));
        await _register(cancellationToken);
    }

    /// <summary>
    /// While the miner is away and paths are opened, the probes and this worker's own commands are served, so that nobody kills a worker for its
    /// miner's absence and everybody can see what it owes and stop it.
    /// </summary>
    private ServedParts WhileStarting(string ownToken, TaskTypeSet tasks, WorkerInfoSource info)
    {
        OwnTokenVerifier verifier = new(ownToken, others: null);
        RpcServer rpc = new(verifier);
        rpc.Serve<IWorkerStatusApi>(new WaitingStatus(tasks, info));
        rpc.Serve<IWorkerControlApi>(new WorkerControl(tasks, Session, _shutdown, runner: null, storage: null));
        return new ServedParts(rpc, new RequestAuthorizer(verifier), () => null, Jobs, () => new GpuList([]), () => new StorageList([]), Files: null);
    }

    private JobList Jobs() => StatusEndpoints.Jobs(_options.Name, Session, _tasks, _runner, _delivery, _where, _link) with
    {
        LabelCores = _cores?.Report(),
        Proofs = _proofs is { } proofs ? [.. _options.Tasks.Select(task => Proof(proofs, task)).OfType<ProofTaskReport>()] : [],
        Layers = LayerPages.Held is { Bytes: > 0 } held ? held : null,
    };

    /// <summary>What a task of proofs works with; it may lack more than parameters and memory.</summary>
    private ProofTaskReport? Proof(ProofReadiness proofs, string task) =>
        proofs.Look(task) is { } report ? report with { Problem = _tasks!.WhyNot(task) } : null;

    private async Task<MinerConnection> WaitForMinerAsync(CancellationToken cancellationToken)
    {
        MinerConnection miner = await MinerConnection.OpenAsync(_where, _timings, _link.NotReady, _logger, cancellationToken);
        if (!Address.NeedsHost) return miner;
        try
        {
            Address.Advertise(await RouteToMiner.LocalAddressAsync(() => UrlNowAsync(miner), _options.RouteTimeout, cancellationToken));
            return miner;
        }
        catch
        {
            await miner.DisposeAsync();
            throw;
        }
    }

    private static async Task<Uri> UrlNowAsync(MinerConnection miner)
    {
        await miner.FollowAsync();
        return miner.Where.Known!.Url;
    }

    private SectorStoreOptions StoreOptions() =>
        new() { BaseUrl = Address.RemoteUrl, Token = () => _where.Token, ParallelFetchLimit = _options.ParallelFetchLimit };

    private static async Task OpenPathAsync(SectorStore store, ApiInfo miner, string path, CancellationToken cancellationToken)
    {
        try
        {
            await store.OpenListedPathAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is RpcException or RpcTransportException)
        {
            throw new WorkerStartException($"storage path {path} cannot be attached: {TokenAdvice.ForMiner(miner, e) ?? e.Message}", e);
        }
    }

    private void Recover(CallStore calls)
    {
        int interrupted = calls.FinishInterrupted(CallResult.Restarted(_options.Name));
        IReadOnlyList<CallEntry> waiting = calls.List();
        if (waiting.Count > 0) _logger.CallsRecovered(interrupted, waiting.Count - interrupted);
        foreach (CallEntry entry in waiting) _delivery.Add(entry);
    }

    private void ServeCurrent(RpcServer rpc, MinerConnection miner, WorkerParts parts, Registration registration, SectorStore store)
    {
        rpc.Serve<IWorkerApi>(new WorkerApi(parts, Session, Control(parts)));
        SessionLoop loop = new(miner.Connection.As<IMinerApi>(), store, parts.Runner, _delivery, registration, _loggers.CreateLogger<SessionLoop>());
        _register = async cancellationToken =>
        {
            await loop.StartAsync(cancellationToken);
            Background(loop.RunAsync(_stopping.Token));
        };
    }

    private void ServeV0(RpcServer rpc, MinerConnection miner, WorkerParts parts, Registration registration)
    {
        V0Connection connection = new();
        _closers.Push(() =>
        {
            connection.Stop();
            return ValueTask.CompletedTask;
        });
        rpc.Serve<IV0WorkerApi>(new V0WorkerApi(parts, connection, miner.SectorSize));
        rpc.Serve<IWorkerControlApi>(Control(parts));
        V0Registration loop = new(miner.Connection.As<IV0MinerApi>(), connection, parts.Storage, registration,
            _loggers.CreateLogger<V0Registration>());
        _register = _ =>
        {
            Background(loop.RunAsync(_stopping.Token));
            return Task.CompletedTask;
        };
    }

    private WorkerControl Control(WorkerParts parts) => new(parts.Tasks, Session, _shutdown, parts.Runner, parts.Storage);

    private void Background(Task loop) => _background.Add(loop);

    private T Own<T>(T part)
        where T : notnull
    {
        _closers.Push(async () =>
        {
            if (part is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else if (part is IDisposable disposable) disposable.Dispose();
        });
        return part;
    }
}
