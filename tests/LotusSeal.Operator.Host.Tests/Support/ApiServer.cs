using System.Text;
using System.Text.Json.Nodes;
using k8s;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Host.Tests.Support;
using LotusSeal.Testing.Kubernetes;

[assembly: AssemblyFixture(typeof(ApiServer))]

namespace LotusSeal.Operator.Host.Tests.Support;

/// <summary>A real API server with our resource definition; without its programs the tests are skipped and say so.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    private ControlPlane? _plane;
    private Kubernetes? _client;

    /// <summary>A kubeconfig of somebody who may do everything; skips the test where there is no server.</summary>
    public string KubeConfig
    {
        get
        {
            if (_plane is null) Assert.Skip(KubeAssets.Missing);
            return _plane.KubeConfig;
        }
    }

    /// <summary>Where it listens.</summary>
    public System.Net.IPEndPoint Address => _plane is { } plane ? plane.Address : throw new InvalidOperationException(KubeAssets.Missing);

    /// <summary>As <see cref="KubeConfig"/>, by way of another address.</summary>
    public string KubeConfigAt(System.Net.IPEndPoint address) => _plane!.KubeConfigAt(address);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _plane = await ControlPlane.StartAsync();
        if (_plane is null) return;
        _client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_plane.KubeConfig));
        _client.HttpClient.BaseAddress = _client.BaseUri;
        string definition = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "crds", CrdGenerator.FileName));
        await ApplyAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/sealworkers.lotusseal.io", definition);
        string pool = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "samples", "pool-cpu.yaml"));
        // Not served at once: 404, then for a moment 429.
        await Patience.UntilAsync("the kind is served", async () => (await SendAsync(HttpMethod.Post,
            "/apis/lotusseal.io/v1alpha1/namespaces/default/sealworkers?dryRun=All", pool, "application/yaml")).Code == 201);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_plane is not null) await _plane.DisposeAsync();
    }

    /// <summary>Server-side apply, which has to succeed.</summary>
    public async Task<JsonNode> ApplyAsync(string path, string yaml) =>
        (await SendAsync(HttpMethod.Patch, $"{path}?fieldManager=tests&force=true", yaml, "application/apply-patch+yaml")).Taken();

    /// <summary>Merge patch, which has to succeed.</summary>
    public async Task<JsonNode> PatchAsync(string path, string json) =>
        (await SendAsync(HttpMethod.Patch, path, json, "application/merge-patch+json")).Taken();

    /// <summary>Makes an object, which has to succeed.</summary>
    public async Task<JsonNode> CreateAsync(string path, string yaml) => (await SendAsync(HttpMethod.Post, path, yaml, "application/yaml")).Taken();

    /// <summary>Deletes an object at once.</summary>
    public Task<KubeAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path + "?gracePeriodSeconds=0");

    /// <summary>An object; null when there is none.</summary>
    public async Task<JsonNode?> GetAsync(string path) => await SendAsync(HttpMethod.Get, path) is { Code: not 404 } answer ? answer.Taken() : null;

    /// <summary>The objects of a kind in a namespace.</summary>
    public async Task<JsonNode[]> ListAsync(string path) => [.. (await GetAsync(path))!["items"]!.AsArray().Select(item => item!)];

    /// <summary>Write requests that the server has answered, of everybody, without those for leases.</summary>
    public Task<long> WritesAsync() => CountAsync(line => !line.Contains("resource=\"leases\"", StringComparison.Ordinal)
        && new[] { "POST", "PUT", "PATCH", "APPLY", "DELETE" }.Any(verb => line.Contains($"verb=\"{verb}\"", StringComparison.Ordinal)));

    /// <summary>Requests that the server has answered, of everybody, by kind and verb.</summary>
    public Task<long> RequestsAsync(string resource, string verb) => CountAsync(line =>
        line.Contains($"resource=\"{resource}\"", StringComparison.Ordinal) && line.Contains($"verb=\"{verb}\"", StringComparison.Ordinal));

    /// <summary>Any request.</summary>
    public async Task<KubeAnswer> SendAsync(HttpMethod method, string path, string body = "", string type = "application/json")
    {
        using HttpRequestMessage request = new(method, path);
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, type);
        using HttpResponseMessage answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new KubeAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<long> CountAsync(Func<string, bool> counts)
    {
        using HttpResponseMessage answer = await Client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return text.Split('\n').Where(line => line.StartsWith("apiserver_request_total{", StringComparison.Ordinal) && counts(line))
            .Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..]));
    }

    private HttpClient Client
    {
        get
        {
            if (_client is null) Assert.Skip(KubeAssets.Missing);
            return _client.HttpClient;
        }
    }
}
