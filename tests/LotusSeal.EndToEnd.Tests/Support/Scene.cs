using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Native;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using Microsoft.Extensions.Logging;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>A development miner in this process with a real worker process beside it, all on loopback and with short intervals.</summary>
public sealed class Scene : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;

    private Scene(TemporaryFolder folder, MinerLog log, ILoggerFactory loggers, DevMinerHost miner, WorkerProgram worker) =>
        (Folder, MinerLog, _loggers, Miner, Worker) = (folder, log, loggers, miner, worker);

    public TemporaryFolder Folder { get; }

    public MinerLog MinerLog { get; }

    public DevMinerHost Miner { get; }

    public WorkerProgram Worker { get; }

    /// <summary>Where the miner's repository is.</summary>
    public string MinerRepository => Folder["miner"];

    /// <summary>Starts a miner, with changed options if need be, and a worker with these arguments; returns when the worker is registered.</summary>
    public static async Task<Scene> StartAsync(Func<DevMinerOptions, DevMinerOptions>? change = null, params string[] workerArguments)
    {
        TemporaryFolder folder = new();
        MinerLog log = new();
        ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddProvider(log));
        DevMinerOptions options = QuickMiner(folder["miner"]) with { Loggers = loggers };
        DevMinerHost miner = await DevMinerHost.StartAsync(change is null ? options : change(options), TestContext.Current.CancellationToken);
        WorkerProgram worker = new(folder.Path, folder["miner"]) { TimeScale = 0.05, Arguments = workerArguments };
        Scene scene = new(folder, log, loggers, miner, worker);
        try
        {
            await worker.StartReadyAsync();
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>A miner with short intervals and a storage path of its own.</summary>
    public static DevMinerOptions QuickMiner(string repository) => new()
    {
        RepositoryPath = repository,
        StoragePath = Path.Combine(repository, "store"),
        Sealer = new SectorSealer(NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _) ? native : new ManagedSealingBackend(),
            new SealingOptions { ParentsCacheDirectory = Path.Combine(repository, "parents") }),
        Scheduler = new SchedulerOptions { StartDelay = TimeSpan.Zero, Heartbeat = TimeSpan.FromMilliseconds(200) },
        Pipeline = new PipelineOptions { RetryInterval = TimeSpan.FromMilliseconds(200), CoolDown = TimeSpan.FromMilliseconds(500), MaxPreCommit1Fails = int.MaxValue },
    };

    /// <summary>Waits until sectors are in a state; a failure shows both logs.</summary>
    public async Task WaitForStateAsync(string state, params SectorId[] sectors)
    {
        try
        {
            foreach (SectorId sector in sectors) await Miner.WaitForStateAsync(sector.Number, state, Patience.Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}\n--- miner\n{MinerLog}\n--- worker\n{Worker.Log}", error);
        }
    }

    /// <summary>The miner's record of a sector.</summary>
    internal SectorRecord RecordOf(SectorId sector) => Miner.Services.Ledger.Find(sector.Number)!;

    /// <summary>Fails when the miner went through any step of a sector twice.</summary>
    public void AssertEachStepOnce(SectorId sector)
    {
        SectorRecord record = RecordOf(sector);
        Assert.Equal((0, 0), (record.Retries, record.PreCommit1Fails));
        Assert.Equal(record.Log.Count, record.Log.DistinctBy(entry => entry.Kind).Count());
    }

    /// <summary>As <see cref="AssertEachStepOnce"/>, and fails when the worker was given any of the sector's tasks twice.</summary>
    public void AssertNoStepWasRepeated(SectorId sector)
    {
        AssertEachStepOnce(sector);
        foreach (string task in (string[])["AP", "PC1", "PC2", "C1", "FIN"])
            Assert.Equal(1, Worker.CountInLog($" {task} {sector} accepted"));
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        await Miner.DisposeAsync();
        _loggers.Dispose();
        Folder.Dispose();
    }
}
