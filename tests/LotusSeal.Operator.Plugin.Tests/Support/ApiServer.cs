using System.Text;
using System.Text.Json.Nodes;
using k8s;
using LotusSeal.Operator.Crds;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Operator.Plugin.Tests.Support;

/// <summary>
/// A real kube-apiserver that has our resource definition: that of KUBECONFIG, or one of our own. Without either its tests are skipped and say so.
/// </summary>
public sealed class ApiServer : IAsyncLifetime
{
    private readonly List<string> _namespaces = [];
    private ControlPlane? _plane;
    private k8s.Kubernetes? _client;
    private string? _kubeConfig;

    /// <summary>The way to it as a file; skips the test where there is none.</summary>
    public string KubeConfig
    {
        get
        {
            if (_kubeConfig is null) Assert.Skip(KubeAssets.Missing);
            return _kubeConfig;
        }
    }

    /// <summary>Processes that may be stopped; skips the test where there are none.</summary>
    public ControlPlane Plane
    {
        get
        {
            if (_plane is null)
                Assert.Skip(_kubeConfig is null ? KubeAssets.Missing : "this test stops an API server: unset KUBECONFIG, and it gets its own");
            return _plane;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _kubeConfig = Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } named ? named : null;
        if (_kubeConfig is null) _plane = await ControlPlane.StartAsync();
        _kubeConfig ??= _plane?.KubeConfig;
        if (_kubeConfig is null) return;
        _client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_kubeConfig));
        string definition = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "crds", CrdGenerator.FileName));
        await ApplyAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/sealworkers.lotusseal.io", definition);
        await Patience.UntilAsync("the kind is served", async () =>
        {
            // Not served at once: 404, then for a moment 429.
            (int code, _) = await SendAsync(HttpMethod.Get, "/apis/lotusseal.io/v1alpha1/sealworkers");
            return code == 200;
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_plane is null) foreach (string ns in _namespaces) await SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{ns}");
        _client?.Dispose();
        if (_plane is not null) await _plane.DisposeAsync();
    }

    /// <summary>Makes a namespace.</summary>
    public async Task<string> NamespaceAsync(string name)
    {
        _ = KubeConfig;
        await ApplyAsync($"/api/v1/namespaces/{name}", $$"""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "{{name}}" } }""");
        _namespaces.Add(name);
        return name;
    }

    /// <summary>Makes an object, with its status where it has one; asks for its deletion where the annotation of the tests says so.</summary>
    public async Task MakeAsync(string ns, JsonObject given)
    {
        JsonObject one = given.DeepClone().AsObject();
        string api = one["apiVersion"]!.GetValue<string>(), name = one["metadata"]!["name"]!.GetValue<string>();
        string plural = one["kind"]!.GetValue<string>().ToLowerInvariant() + "s";
        string path = $"/{(api.Contains('/', StringComparison.Ordinal) ? "apis" : "api")}/{api}/namespaces/{ns}/{plural}/{name}";
        bool delete = (one["metadata"]!["annotations"] as JsonObject)?.Remove("deleted") == true;
        JsonNode? status = one["status"]?.DeepClone();
        one.Remove("status");
        await Patience.UntilAsync($"{path} is made", async () => (await ApplyAsync(path, one.ToJsonString(), mayFail: true)) is 200 or 201);
        if (status is not null)
        {
            JsonObject body = new()
            {
                ["apiVersion"] = api,
                ["kind"] = one["kind"]!.DeepClone(),
                ["metadata"] = new JsonObject { ["name"] = name },
                ["status"] = status,
            };
            await ApplyAsync($"{path}/status", body.ToJsonString());
        }

        if (delete) await SendAsync(HttpMethod.Delete, path);
    }

    /// <summary>An object as it is now; null when there is none.</summary>
    public async Task<JsonNode?> ReadAsync(string path)
    {
        (int code, string text) = await SendAsync(HttpMethod.Get, path);
        return code == 404 ? null : JsonNode.Parse(text);
    }

    /// <summary>Merges a patch.</summary>
    public async Task PatchAsync(string path, string patch)
    {
        (int code, string text) = await SendAsync(HttpMethod.Patch, path, patch, "application/merge-patch+json");
        Assert.True(code == 200, $"{path}: {code} {text}");
    }

    /// <summary>Sends a request as it is.</summary>
    public async Task<(int Code, string Text)> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using HttpRequestMessage request = new(method, new Uri(_client!.BaseUri, path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        using HttpResponseMessage answer = await _client.HttpClient.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<int> ApplyAsync(string path, string body, bool mayFail = false)
    {
        (int code, string text) = await SendAsync(HttpMethod.Patch, $"{path}?fieldManager=tests&force=true", body, "application/apply-patch+yaml");
        Assert.True(code is 200 or 201 || (mayFail && code is 404 or 429), $"{path}: {code} {text}");
        return code;
    }
}
