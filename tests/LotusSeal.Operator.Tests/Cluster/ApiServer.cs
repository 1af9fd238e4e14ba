using k8s;
using LotusSeal.Operator.Crds;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Operator.Tests.Cluster;

/// <summary>
/// A real kube-apiserver that has our resource definition: that of KUBECONFIG, or one of our own. Without either its tests are skipped and say so.
/// </summary>
public sealed class ApiServer : IAsyncLifetime
{
    private ControlPlane? _plane;
    private Kubernetes? _client;

    /// <summary>Speaks to the server; skips the test where there is none.</summary>
    public HttpClient Client
    {
        get
        {
            if (_client is null) Assert.Skip(KubeAssets.Missing);
            return _client.HttpClient;
        }
    }

    /// <summary>The way to it as a file, of a server that reaches a webhook of a test; skips the test where there is none.</summary>
    public string KubeConfig
    {
        get
        {
            if (_plane is null && _client is not null) Assert.Skip("the API server has to reach the test: unset KUBECONFIG, and it gets its own");
            if (_plane is null) Assert.Skip(KubeAssets.Missing);
            return _plane.KubeConfig;
        }
    }

    public async ValueTask InitializeAsync()
    {
        string? kubeconfig = Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } named ? named : null;
        if (kubeconfig is null) _plane = await ControlPlane.StartAsync();
        if ((kubeconfig ?? _plane?.KubeConfig) is not { } file) return;
        _client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(file));
        _client.HttpClient.BaseAddress = _client.BaseUri;
        await InstallAsync(new KubeObjects(_client.HttpClient));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_plane is not null) await _plane.DisposeAsync();
    }

    /// <summary>Applies the resource definition and waits until objects of its kind can be made.</summary>
    internal static async Task InstallAsync(KubeObjects objects)
    {
        string definition = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "crds", CrdGenerator.FileName));
        KubeAnswer answer = await objects.ApplyAsync(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/sealworkers.lotusseal.io", definition, dryRun: false);
        Assert.True(answer.IsTaken, answer.Text);
        string pool = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "samples", "pool-cpu.yaml"));
        // Not served at once: 404, then for a moment 429.
        await Patience.UntilAsync("the kind is served", async () => (await objects.CreateAsync(KubeObjects.Pools, pool, dryRun: true)).IsTaken);
    }
}
