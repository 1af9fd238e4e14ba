using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Watcher;
using LotusSeal.Operator.Admission;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Tests.Cluster;

namespace LotusSeal.Operator.Tests.Admission;

/// <summary>
/// The webhooks of a replica on a real API server, which reaches them by a URL in place of a Service. It acts as the operator's own account, with the
/// rights of config/rbac and none beside.
/// </summary>
internal sealed class AdmissionScene : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly EntityWatcher<V1Pod> _pods;
    private readonly EntityWatcher<V1Alpha1SealWorker> _pools;
    private readonly List<Task> _running = [];

    private AdmissionScene(ApiConnection connection, KubeObjects objects)
    {
        Connection = connection;
        Objects = objects;
        OperatorMetrics metrics = new(Prometheus.Metrics.NewCustomRegistry(), "test");
        _pods = new(new(connection, new(KubeJson.Options())), new WatcherOptions { LabelSelector = "lotusseal.io/pool" }, metrics, Log);
        _pools = new(new(connection, new(KubeJson.Options(SealWorkerJson.Default))), new WatcherOptions(), metrics, Log);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; } = LoopbackPort.Free();

    /// <summary>What the replica logged.</summary>
    public LogLines Log { get; } = new();

    /// <summary>The operator's account.</summary>
    public ApiConnection Connection { get; }

    /// <summary>Somebody who may do everything.</summary>
    public KubeObjects Objects { get; }

    public EntityCache<V1Pod> Pods => _pods.Cache;

    public EntityCache<V1Alpha1SealWorker> Pools => _pools.Cache;

    /// <summary>Puts config/rbac and config/webhook into the cluster, starts a replica and waits until the API server asks it.</summary>
    public static async Task<AdmissionScene> StartAsync(ApiServer server, TimeProvider? time = null)
    {
        KubeObjects objects = new(server.Client);
        await Manifests.NamespaceAsync(objects, Manifests.System);
        await Manifests.NamespaceAsync(objects, "sealing");
        await Manifests.ApplyAsync(objects, Manifests.Read("rbac"));
        await objects.DeleteAsync($"/api/v1/namespaces/{Manifests.System}/secrets/lotus-seal-operator-webhook");
        AdmissionScene scene = new(await ConnectAsync(server, objects), objects);
        JsonNode configuration = Manifests.Read("webhook", "webhook.yaml")[0];
        foreach (JsonNode? webhook in configuration["webhooks"]!.AsArray())
        {
            string path = webhook!["clientConfig"]!["service"]!["path"]!.GetValue<string>();
            webhook["clientConfig"] = new JsonObject { ["url"] = $"https://127.0.0.1:{scene.Port}{path}" };
        }

        await objects.DeleteAsync(Manifests.PathOf(configuration));
        await Manifests.ApplyAsync(objects, [configuration]);
        scene.Run(time ?? TimeProvider.System);
        await scene.UntilAskedAsync();
        return scene;
    }

    /// <summary>Ends the replica; the configuration stays and points to nobody.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Objects.DeleteAsync("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/lotus-seal-operator");
        // The API server forgets it a moment later, and the next test must not meet it.
        await Patience.UntilAsync("nobody is asked any more", async () => !await IsRefusedAsync("left"));
        Connection.Dispose();
        _stop.Dispose();
    }

    /// <summary>Whether a pool that only the webhook can refuse is refused.</summary>
    public async Task<bool> IsRefusedAsync(string name) =>
        !(await Objects.CreateAsync(KubeObjects.Pools, PoolYaml(name, bad: true), dryRun: true)).IsTaken;

    /// <summary>A pool; a bad one is good for the API server alone.</summary>
    public static string PoolYaml(string name, bool bad = false) => $$"""
        apiVersion: lotusseal.io/v1alpha1
        kind: SealWorker
        metadata: { name: {{name}} }
        spec:
          miner: { address: /dns/lotus-miner/tcp/2345/http, tokenSecretRef: { name: miner-token } }
          tasks: [PC1, PC2]
          gpu: { count: 0 }
          resources: { requests: { cpu: 8, memory: 64Gi{{(bad ? ", hugepages-1Gi: 16Gi" : "")}} }, limits: { cpu: 8, memory: 64Gi } }
          storage: { sealing: { claim: { size: 2Ti } } }
        """;

    private static async Task<ApiConnection> ConnectAsync(ApiServer server, KubeObjects objects)
    {
        KubeAnswer answer = await objects.PostAsync($"/api/v1/namespaces/{Manifests.System}/serviceaccounts/lotus-seal-operator/token",
            """{ "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {} }""");
        Assert.True(answer.IsTaken, answer.Text);
        KubernetesClientConfiguration admin = KubernetesClientConfiguration.BuildConfigFromConfigFile(server.KubeConfig);
        return new ApiConnection(new KubernetesClientConfiguration
        {
            Host = admin.Host,
            SslCaCerts = admin.SslCaCerts,
            AccessToken = JsonNode.Parse(answer.Text)!["status"]!["token"]!.GetValue<string>(),
        }, TimeProvider.System);
    }

    private void Run(TimeProvider time)
    {
        AdmissionOptions options = new()
        {
            Address = IPAddress.Loopback,
            Port = Port,
            MoreNames = ["127.0.0.1"],
            LookInterval = TimeSpan.FromMilliseconds(100),
        };
        AdmissionServer admission = new(Connection, Pods, Pools, options, time, Log);
        _running.AddRange([_pods.RunAsync(_stop.Token), _pools.RunAsync(_stop.Token), admission.RunAsync(_stop.Token)]);
    }

    private async Task UntilAskedAsync()
    {
        await Patience.UntilAsync("the API server asks the webhooks", async () =>
        {
            if (_running.Find(task => task.IsFaulted) is { } broken) await broken;
            return await IsRefusedAsync("asked");
        }, Log.ToString);
        await Task.WhenAll(_pods.Synced, _pools.Synced);
    }
}
