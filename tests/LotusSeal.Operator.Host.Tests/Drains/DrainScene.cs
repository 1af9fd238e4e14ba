using System.Net;
using System.Text.Json.Nodes;
using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>
/// A pool with a miner of its own and real workers in the place of its pods. The operator reaches both by way of proxies, which note what it says:
/// the address of a pod is that of a proxy, while its worker tells the miner where it really listens.
/// </summary>
internal sealed class DrainScene : IAsyncDisposable
{
    private const int UnsealedType = 1;
    private static int _addresses;
    // Programs that start all at once on two processors keep each other from it for minutes.
    private static readonly SemaphoreSlim Starting = new(2);

    private readonly DrainTest _test;
    private readonly int _port = LoopbackPort.Free();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PoolWorkerProcess> _workers = [];
    private readonly List<RpcProxy> _proxies = [];
    private DevMinerHost? _miner;
    private RpcProxy? _minerProxy;
    private CallHold? _hold;

    private DrainScene(DrainTest test, string pool) => (_test, Pool) = (test, pool);

    /// <summary>Name of the pool.</summary>
    public string Pool { get; }

    /// <summary>Its miner.</summary>
    public DevMinerHost Miner => _miner!;

    /// <summary>Names of its pods as it was made.</summary>
    public IReadOnlyCollection<string> Workers => _workers.Keys;

    /// <summary>Addresses and ports of its workers.</summary>
    public IEnumerable<string> WorkerAddresses => _workers.Values.Select(worker => $"127.0.0.1:{worker.Port}");

    /// <summary>Makes a pool and waits until the operator knows all of its workers as registered.</summary>
    /// <param name="test">The test.</param>
    /// <param name="pool">Its name.</param>
    /// <param name="workers">How many.</param>
    /// <param name="drain">How it drains, in YAML flow style.</param>
    public static async Task<DrainScene> StartAsync(DrainTest test, string pool, int workers = 1, string drain = "")
    {
        DrainScene scene = new(test, pool);
        await scene.StartMinerAsync();
        await scene.ApplyAsync($"replicas: {workers}, drain: {{ quietPeriod: 1s{drain} }}");
        await test.WaitForPodsAsync(pool, workers);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(scene.StartWorkerAsync));
        await test.UntilPoolAsync(pool, "its workers are registered", stored => stored["status"]?["readyReplicas"]?.GetValue<int>() == workers);
        return scene;
    }

    /// <summary>Gives workers a PreCommit1 each that runs until <see cref="LetEnd"/>.</summary>
    /// <returns>The pods that have one.</returns>
    public async Task<string[]> MakeBusyAsync(int count = 1)
    {
        // What holds it is that the worker is not told where its files may go.
        _hold = Miner.Faults.Hold("StorageBestAlloc", call => call.Params[0].GetInt32() != UnsealedType);
        string[] busy = [.. Workers.Order(StringComparer.Ordinal).Take(count)];
        // A miner puts several tasks on one worker while another is idle: only one at a time takes any.
        foreach (string worker in busy)
        {
            foreach (string one in Workers) await SwitchAsync(one, on: one == worker);
            Miner.Pledge();
            await _test.UntilPoolAsync(Pool, $"{worker} has a PreCommit1", stored => With(stored, "PC1").Contains(worker));
        }

        foreach (string one in Workers) await SwitchAsync(one, on: true);
        return busy;
    }

    /// <summary>As <see cref="MakeBusyAsync"/>, for one.</summary>
    /// <returns>The job, as the miner is told to give it up.</returns>
    public async Task<string> MakeOneBusyAsync()
    {
        await MakeBusyAsync();
        string id = "";
        await _test.UntilPoolAsync(Pool, "it has a job with an id", stored =>
        {
            id = stored["status"]!["workers"]!.AsArray().SelectMany(worker => worker!["jobs"]?.AsArray() ?? [])
                .Select(job => job!["id"]!.GetValue<string>()).Single();
            return !id.EndsWith(Guid.Empty.ToString(), StringComparison.Ordinal);
        });
        return id[^Guid.Empty.ToString().Length..];
    }

    /// <summary>The tasks may end.</summary>
    /// <param name="busy">Who has one.</param>
    public void LetEnd(params string[] busy)
    {
        foreach (string worker in busy) _test.Log.Note(new Call(worker, CallNames.LetGo));
        _hold!.Release();
    }

    /// <summary>Waits until the operator has asked the miner that often more: it has had as many chances to do something wrong.</summary>
    public async Task WatchAsync(int rounds = 2)
    {
        int before = _test.Log.Count(Pool, "WorkerStats");
        await _test.UntilAsync($"{Pool}: {rounds} more rounds", () => _test.Log.Count(Pool, "WorkerStats") >= before + rounds);
    }

    /// <summary>Puts a pod on a node, which is only an object.</summary>
    public async Task BindAsync(string pod, string node)
    {
        await _test.MakeNodeAsync(node);
        // A running pod on a node that is not there would be a lost one.
        await WatchAsync();
        await _test.BindPodAsync(pod, node);
    }

    /// <summary>Waits until the pod is deleted, and ends its worker as the kubelet would.</summary>
    public async Task UntilDeletedAsync(string pod)
    {
        await _test.UntilAsync($"{pod} is deleted", () => _test.Log.Count(pod, CallNames.Delete) > 0);
        await _workers[pod].KillAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _hold?.Dispose();
        foreach (PoolWorkerProcess worker in _workers.Values) await worker.DisposeAsync();
        foreach (RpcProxy proxy in _proxies) await proxy.DisposeAsync();
        if (_minerProxy is not null) await _minerProxy.DisposeAsync();
        if (_miner is not null) await _miner.DisposeAsync();
    }

    private Task ApplyAsync(string spec) => _test.ApplyAsync(Pool, $$"""
        apiVersion: lotusseal.io/v1alpha1
        kind: SealWorker
        metadata: { name: {{Pool}} }
        spec:
          { miner: { address: "http://127.0.0.1:{{_minerProxy!.Port}}", tokenSecretRef: { name: {{Pool}} }, pollInterval: 5s },
            tasks: [AP, PC1, PC2], gpu: { count: 0 },
            network: { mode: PodIp, port: {{_port}} }, storage: { sealing: { claim: { size: 1Gi } } },
            resources: { requests: { cpu: 20m, memory: 128Mi }, limits: { memory: 1Gi } }, {{spec}} }
        """);

    private static string[] With(JsonNode pool, string task) => [.. (pool["status"]?["workers"]?.AsArray() ?? [])
        .Where(worker => worker!["jobs"]?.AsArray().Any(job => job!["task"]!.GetValue<string>() == task) == true)
        .Select(worker => worker!["name"]!.GetValue<string>())];

    /// <summary>Past the proxy: it is not the operator who does it.</summary>
    private async Task SwitchAsync(string worker, bool on)
    {
        ApiInfo at = new(Miner.AdminToken, new Uri($"http://127.0.0.1:{_workers[worker].Port}"));
        await using RpcConnection connection = RpcConnection.Open(at.ToHttp(), new RpcClientOptions());
        IWorkerApi api = connection.As<IWorkerApi>();
        foreach (string task in (string[])[TaskTypes.AddPiece, TaskTypes.PreCommit1])
        {
            if (on) await api.TaskEnableAsync(task, TestContext.Current.CancellationToken);
            else await api.TaskDisableAsync(task, TestContext.Current.CancellationToken);
        }
    }

    private async Task StartMinerAsync()
    {
        _miner = await DevMinerHost.StartAsync(new DevMinerOptions
        {
            RepositoryPath = _test.FileOf($"{Pool}-miner"),
            StoragePath = _test.FileOf($"{Pool}-store"),
            Scheduler = new SchedulerOptions { StartDelay = TimeSpan.Zero, Heartbeat = TimeSpan.FromMilliseconds(500), PollTimeout = Patience.Limit },
            Pipeline = new PipelineOptions { VerifyProofs = false, RetryInterval = TimeSpan.FromMilliseconds(500) },
        }, TestContext.Current.CancellationToken);
        await _test.MakeSecretAsync(Pool, _miner.AdminToken);
        _minerProxy = await RpcProxy.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, _miner.Port), new RpcNotes(_test.Log, Pool));
    }

    private async Task StartWorkerAsync(int ordinal)
    {
        string name = $"{Pool}-{ordinal}";
        int number = Interlocked.Increment(ref _addresses), port = LoopbackPort.Free();
        IPAddress address = new([127, 1, (byte)(number / 250), (byte)(number % 250 + 1)]);
        PoolWorkerProcess worker =
            new(await _test.PodAsync(name), port, _test.FileOf(name), _test.FileOf($"{Pool}-miner"), _test.FileOf($"{name}.log"));
        lock (_lock) _workers[name] = worker;
        RpcProxy proxy =
            await RpcProxy.StartAsync(new IPEndPoint(address, _port), new IPEndPoint(IPAddress.Loopback, port), new RpcNotes(_test.Log, name));
        lock (_lock) _proxies.Add(proxy);
        await Starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await worker.StartAsync();
        }
        finally
        {
            Starting.Release();
        }

        await _test.RunPodAsync(name, address.ToString());
    }
}
