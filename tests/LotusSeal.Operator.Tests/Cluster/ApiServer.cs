using k8s;
using LotusSeal.Operator.Crds;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Operator.Tests.Cluster;

/// <summary>
/// A real kube-apiserver that has our resource definition. Where there is none its tests are skipped and say so.
/// </summary>
public sealed class ApiServer : IAsyncLifetime
{
    private TestApiServer? _server;
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
            if (_server is null) Assert.Skip(KubeAssets.Missing);
            if (_server.Plane is null) Assert.Skip("the API server has to reach the test: unset KUBECONFIG, and run `make kube-assets`");
            return _server.KubeConfig;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _server = await TestApiServer.FindAsync();
        if (_server is null) return;
        _client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_server.KubeConfig));
        _client.HttpClient.BaseAddress = _client.BaseUri;
        await InstallAsync(new KubeObjects(_client.HttpClient));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
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
