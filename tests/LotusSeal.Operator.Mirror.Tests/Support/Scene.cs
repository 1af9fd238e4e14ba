using System.Collections.Concurrent;
using System.Text;
using k8s.Models;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Entities;
using Prometheus;

namespace LotusSeal.Operator.Mirror.Tests.Support;

/// <summary>Miners under test, what they were told to look at again, what they logged and counted.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly ConcurrentQueue<ObjectKey> _told = new();

    public Scene(Cluster cluster, EntityClient<V1Secret>? secrets = null, QuickClock? clock = null)
    {
        Cluster = cluster;
        Clock = clock ?? new QuickClock();
        Registry = Metrics.NewCustomRegistry();
        Miners = new Miners(secrets ?? cluster.Secrets, cluster.ConfigMaps, _told.Enqueue, Clock, Registry, Log);
    }

    public Cluster Cluster { get; }

    public QuickClock Clock { get; }

    public CollectorRegistry Registry { get; }

    public LogLines Log { get; } = new();

    public Miners Miners { get; }

    /// <summary>Pools that were to be looked at again, in order.</summary>
    public IReadOnlyCollection<ObjectKey> Told => _told;

    /// <summary>How often one was.</summary>
    public int ToldOf(V1Alpha1SealWorker pool) => _told.Count(key => key == ObjectKey.Of(pool));

    /// <summary>A development miner with short intervals that checks no proofs.</summary>
    public static Task<DevMinerHost> MinerAsync(TemporaryFolder folder, int port = 0) => DevMinerHost.StartAsync(new DevMinerOptions
    {
        RepositoryPath = folder["miner"],
        Port = port,
        Scheduler = new SchedulerOptions { StartDelay = TimeSpan.Zero, Heartbeat = TimeSpan.FromMilliseconds(200), PollTimeout = Patience.Limit },
        Pipeline = new PipelineOptions { VerifyProofs = false, RetryInterval = TimeSpan.FromMilliseconds(200) },
    }, TestContext.Current.CancellationToken);

    /// <summary>A pool; its Secret has its name unless another is given.</summary>
    public static V1Alpha1SealWorker Pool(string name, string address, string? secret = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" },
        Spec = new SealWorkerSpec
        {
            Miner = new MinerSpec
            {
                Address = address,
                TokenSecretRef = new DataKeyReference { Name = secret ?? name },
                PollInterval = "5s",
                // No test is about how quick a machine is.
                RequestTimeout = "2h",
            },
        },
    };

    /// <summary>A pool with a name of its own, and its Secret.</summary>
    public async Task<V1Alpha1SealWorker> PoolAsync(string address, string? token)
    {
        string name = $"pool-{Guid.NewGuid():n}";
        if (token is not null) await Cluster.PutSecretAsync(name, token);
        return Pool(name, address);
    }

    public Task<MinerAnswer> LookAsync(V1Alpha1SealWorker pool) => Miners.LookAsync(pool, TestContext.Current.CancellationToken);

    /// <summary>Looks until the answer is as wished.</summary>
    public async Task<MinerAnswer> UntilAsync(V1Alpha1SealWorker pool, string what, Func<MinerAnswer, bool> holds)
    {
        MinerAnswer answer = await LookAsync(pool);
        await Patience.UntilAsync(what, async () => holds(answer = await LookAsync(pool)), () => $"{answer}\n{Log}");
        return answer;
    }

    /// <summary>The series as Prometheus sees them.</summary>
    public async Task<string> ScrapeAsync()
    {
        using MemoryStream stream = new();
        await Registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public async ValueTask DisposeAsync() => await Miners.DisposeAsync();
}
