using System.Text.Json.Nodes;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;

namespace LotusSeal.Operator.Host.Tests.Support;

/// <summary>
/// A test with the operator as a process, in a namespace of its own, and a development miner. There is no node: what a kubelet would say of a pod is
/// written by hand, which is marked as its double, and no controller collects what has lost its owner. The tests run one after the other: they count
/// the writes of the whole server.
/// </summary>
[Collection(nameof(ApiServer))]
public abstract class OperatorTest(ApiServer server) : IAsyncLifetime
{
    private static int _count;

    private DevMinerHost? _miner;

    /// <summary>The API server.</summary>
    protected ApiServer Server => server;

    /// <summary>The test's namespace.</summary>
    protected string Namespace { get; } = $"test-{Interlocked.Increment(ref _count)}";

    /// <summary>Files of the test.</summary>
    protected TemporaryFolder Folder { get; } = new();

    /// <summary>The operator; not started.</summary>
    private protected OperatorProgram Operator { get; private set; } = null!;

    /// <summary>The kubeconfig of the operator.</summary>
    protected virtual string OperatorsKubeConfig => server.KubeConfig;

    /// <summary>Pools of the test.</summary>
    protected string Pools => $"/apis/lotusseal.io/v1alpha1/namespaces/{Namespace}/sealworkers";

    /// <summary>Pods of the test.</summary>
    protected string Pods => $"/api/v1/namespaces/{Namespace}/pods";

    /// <summary>Where Services, budgets and policies of a pool are.</summary>
    protected string[] Belongings(string pool) =>
    [
        $"/api/v1/namespaces/{Namespace}/services/{pool}", $"/apis/policy/v1/namespaces/{Namespace}/poddisruptionbudgets/{pool}",
        $"/apis/networking.k8s.io/v1/namespaces/{Namespace}/networkpolicies/{pool}",
    ];

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        Operator = new OperatorProgram(OperatorsKubeConfig, Namespace, Folder["operator.log"]);
        await server.CreateAsync("/api/v1/namespaces", $$"""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "{{Namespace}}" } }""");
        _miner = await DevMinerHost.StartAsync(new DevMinerOptions
        {
            RepositoryPath = Folder["miner"],
            Scheduler = new SchedulerOptions { StartDelay = TimeSpan.Zero },
            Pipeline = new PipelineOptions { VerifyProofs = false },
        }, TestContext.Current.CancellationToken);
        await server.CreateAsync($"/api/v1/namespaces/{Namespace}/secrets",
            $$"""
            { "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "miner-token" }, "stringData": { "token": "{{_miner.AdminToken}}" } }
            """);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed) TestContext.Current.SendDiagnosticMessage("{0}", Operator?.Log ?? "");
        if (Operator is not null) await Operator.DisposeAsync();
        if (_miner is not null) await _miner.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>Starts the operator for the test's namespace.</summary>
    protected void StartOperator() => Operator.Start("--namespace", Namespace);

    /// <summary>Applies a pool that asks its miner often.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="spec">The rest of its specification, in YAML flow style.</param>
    /// <param name="metadata">The rest of its metadata.</param>
    protected Task<JsonNode> ApplyPoolAsync(
        string name, string spec = "replicas: 1", string metadata = "") => server.ApplyAsync($"{Pools}/{name}", $$"""
        apiVersion: lotusseal.io/v1alpha1
        kind: SealWorker
        metadata: { name: {{name}}{{metadata}} }
        spec:
          { miner: { address: "http://127.0.0.1:{{_miner!.Port}}", tokenSecretRef: { name: miner-token }, pollInterval: 5s }, tasks: [AP, PC1],
            {{(spec.Contains("gpu:", StringComparison.Ordinal) ? "" : "gpu: { count: 0 },")}} {{(spec.Contains("storage:", StringComparison.Ordinal) ? "" : "storage: { sealing: { emptyDir: { } } },")}}
            resources: { requests: { cpu: 20m, memory: 128Mi }, limits: { memory: 1Gi } }, {{spec}} }
        """);

    /// <summary>A pool as it is stored.</summary>
    protected async Task<JsonNode> PoolAsync(string name) => (await server.GetAsync($"{Pools}/{name}"))!;

    /// <summary>Names of the pods of a pool.</summary>
    protected async Task<string[]> PodNamesAsync(string pool) =>
        [.. (await server.ListAsync($"{Pods}?labelSelector=lotusseal.io/pool={pool}")).Select(pod => pod["metadata"]!["name"]!.GetValue<string>())];

    /// <summary>Waits; a failure shows the operator's log.</summary>
    protected Task UntilAsync(string what, Func<Task<bool>> holds) => Patience.UntilAsync(what, holds, () => Operator.Log);

    /// <summary>Waits until so many pods are there, and the status says so.</summary>
    protected Task UntilPodsAsync(string pool, int count) => UntilAsync($"{count} pods of {pool}", async () =>
        (await PodNamesAsync(pool)).Length == count && (await PoolAsync(pool))["status"]?["replicas"]?.GetValue<int>() == count);

    /// <summary>The condition of a type.</summary>
    protected async Task<JsonNode?> ConditionAsync(string pool, string type) => (await PoolAsync(pool))["status"]?["conditions"]?.AsArray()
        .FirstOrDefault(condition => condition!["type"]!.GetValue<string>() == type);

    /// <summary>Makes a node, which is only an object.</summary>
    internal async Task MakeNodeAsync(string node)
    {
        await server.CreateAsync("/api/v1/nodes", $$"""{ "apiVersion": "v1", "kind": "Node", "metadata": { "name": "{{node}}" } }""");
        await server.PatchAsync($"/api/v1/nodes/{node}/status", """{ "status": { "conditions": [{ "type": "Ready", "status": "True" }] } }""");
    }

    /// <summary>A double of the scheduler: the pod gets a node.</summary>
    internal Task BindPodAsync(string pod, string node) => server.CreateAsync($"{Pods}/{pod}/binding", $$"""
        { "apiVersion": "v1", "kind": "Binding", "metadata": { "name": "{{pod}}" },
          "target": { "apiVersion": "v1", "kind": "Node", "name": "{{node}}" } }
        """);

    /// <summary>A double of the kubelet: the pod runs and is ready.</summary>
    protected Task RunAsync(string pod, string address = "127.0.0.1") => server.PatchAsync($"{Pods}/{pod}/status", $$"""
        { "status": { "phase": "Running", "podIP": "{{address}}", "podIPs": [{ "ip": "{{address}}" }], "startTime": "2026-01-01T00:00:00Z",
          "conditions": [{ "type": "Ready", "status": "True" }],
          "containerStatuses": [{ "name": "worker", "ready": true, "restartCount": 0, "image": "x", "imageID": "x", "started": true,
            "state": { "running": { "startedAt": "2026-01-01T00:00:00Z" } } }] } }
        """);

    /// <summary>Waits until everything that was to be written is.</summary>
    private protected async Task UntilQuietAsync()
    {
        long before = -1;
        await UntilAsync("nothing is written in a second", async () =>
        {
            long now = await server.WritesAsync();
            if (now == before) return true;
            before = now;
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            return false;
        });
    }
}
